package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.MeteredThreads;
import io.logicgraph.memory.internal.VirtualThreads;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.SimpleAsyncTaskExecutorCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the virtual threads of Spring Boot's task executor and scheduler.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class MeteredTaskExecutorTests {

	private static final int BYTES = 1_000_000;

	private static final int WARM_UP_CALLS = 20;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryProfiledAutoConfiguration.class, MemoryVirtualThreadAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("spring.threads.virtual.enabled=true");

	@Test
	void threadsOfTheTaskExecutorAreMeteredFromTheBeginning() {
		this.contextRunner.run((context) -> {
			AsyncTaskExecutor executor = context.getBean(AsyncTaskExecutor.class);
			assertThat(get(executor.submit(MeteredTaskExecutorTests::describeThread))).isEqualTo("metered task-1");
			assertThat(get(executor.submit(MeteredTaskExecutorTests::describeThread))).isEqualTo("metered task-2");
		});
	}

	@Test
	void threadsOfTheTaskSchedulerAreMeteredFromTheBeginning() {
		this.contextRunner.withUserConfiguration(ScheduledWork.class)
			.withPropertyValues("spring.task.scheduling.thread-name-prefix=tick-")
			.run((context) -> {
				AsyncTaskExecutor scheduler = (AsyncTaskExecutor) context.getBean("taskScheduler");
				assertThat(get(scheduler.submit(MeteredTaskExecutorTests::describeThread)))
					.matches("metered tick-[0-9]+");
			});
	}

	@Test
	void asynchronousMethodIsExactToTheByte() {
		this.contextRunner.withUserConfiguration(AsynchronousWork.class).run((context) -> {
			AsynchronousWork work = context.getBean(AsynchronousWork.class);
			for (int i = 0; i < WARM_UP_CALLS; i++) {
				assertThat(get(work.allocate())).isEqualTo("virtual");
			}
			assertExact(context.getBean(ProfileRegistry.class));
		});
	}

	@Test
	void scheduledMethodIsExactToTheByte() {
		this.contextRunner.withUserConfiguration(ScheduledWork.class).run((context) -> {
			ScheduledWork work = context.getBean(ScheduledWork.class);
			assertThat(work.awaitCalls()).isTrue();
			assertThat(work.hasRunOnPlatformThread()).isFalse();
			assertExact(context.getBean(ProfileRegistry.class));
		});
	}

	@Test
	void threadFactoryOfTheApplicationStays() {
		this.contextRunner
			.withBean(SimpleAsyncTaskExecutorCustomizer.class,
					() -> (executor) -> executor.setThreadFactory(PlatformThread::new))
			.withBean("platformThreads", SimpleAsyncTaskExecutorCustomizer.class,
					() -> (executor) -> executor.setVirtualThreads(false))
			.run((context) -> assertThat(
					context.getBean(SimpleAsyncTaskExecutor.class).getThreadFactory().newThread(() -> {
					}))
				.isInstanceOf(PlatformThread.class));
	}

	@Test
	void executorThatTheApplicationBuildsOfPlatformThreadsStays() {
		this.contextRunner.run((context) -> {
			SimpleAsyncTaskExecutor executor = context.getBean(SimpleAsyncTaskExecutorBuilder.class)
				.virtualThreads(false)
				.threadNamePrefix("own-")
				.build();
			assertThat(executor.getThreadFactory()).isNull();
			assertThat(get(executor.submit(MeteredTaskExecutorTests::describeThread))).isEqualTo("platform own-1");
		});
	}

	@Test
	void nothingIsReplacedWhereVirtualThreadsAreOff() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MeteredTaskExecutorCustomizer.class)
				.doesNotHaveBean(MeteredTomcatCustomizer.class)
				.doesNotHaveBean(MeteredJettyCustomizer.class));
	}

	@Test
	void libraryThatIsSwitchedOffReplacesNothing() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(MeteredTaskExecutorCustomizer.class);
			AsyncTaskExecutor executor = context.getBean(AsyncTaskExecutor.class);
			assertThat(get(executor.submit(MeteredTaskExecutorTests::describeThread))).isEqualTo("virtual task-1");
		});
	}

	private static void assertExact(ProfileRegistry profiles) {
		ProfileSnapshot profile = profiles.snapshots().get(0);
		assertThat(profile.lastBytes()).isEqualTo(BYTES);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.unmeasured()).isZero();
	}

	private static String describeThread() {
		String kind = VirtualThreads.isCurrent() ? "virtual" : "platform";
		return (MeteredThreads.isCurrent() ? "metered" : kind) + " " + Thread.currentThread().getName();
	}

	private static <T> T get(Future<T> future) throws Exception {
		return future.get(10, TimeUnit.SECONDS);
	}

	private static final class PlatformThread extends Thread {

		PlatformThread(Runnable task) {
			super(task);
		}

	}

	@EnableAsync
	static class AsynchronousWork {

		private static final Future<String> VIRTUAL = CompletableFuture.completedFuture("virtual");

		private static final Future<String> PLATFORM = CompletableFuture.completedFuture("platform");

		@Async
		@Profiled
		Future<String> allocate() {
			Allocations.allocate(BYTES);
			return VirtualThreads.isCurrent() ? VIRTUAL : PLATFORM;
		}

	}

	@EnableScheduling
	static class ScheduledWork {

		private final CountDownLatch calls = new CountDownLatch(WARM_UP_CALLS);

		private volatile boolean ranOnPlatformThread;

		@Scheduled(fixedRate = 1)
		@Profiled
		void allocate() {
			Allocations.allocate(BYTES);
			this.ranOnPlatformThread |= !VirtualThreads.isCurrent();
			this.calls.countDown();
		}

		boolean awaitCalls() throws InterruptedException {
			return this.calls.await(10, TimeUnit.SECONDS);
		}

		boolean hasRunOnPlatformThread() {
			return this.ranOnPlatformThread;
		}

	}

}
