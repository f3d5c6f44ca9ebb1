package io.logicgraph.memory.micrometer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.Allocations.Result;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProfileScopeThreadLocalAccessor}: scopes around work of which it is
 * known what it allocates on which thread.
 */
class ProfileScopePropagationTests {

	private static final int MEGABYTE = 1_000_000;

	/**
	 * What the frameworks may allocate for their hops, in bytes.
	 */
	private static final long FRAMEWORK = 10_000;

	private final ExecutorService raw = Executors.newFixedThreadPool(4);

	private final ExecutorService propagating = ContextExecutorService.wrap(this.raw,
			ContextSnapshotFactory.builder().build()::captureAll);

	@BeforeAll
	static void enablePropagation() {
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterAll
	static void disablePropagation() {
		Hooks.disableAutomaticContextPropagation();
	}

	@BeforeEach
	void noScopeIsOnTheThread() {
		assertThat(ProfileScope.capture()).isNull();
	}

	@AfterEach
	void shutDown() throws InterruptedException {
		assertThat(ProfileScope.capture()).isNull();
		this.raw.shutdown();
		assertThat(this.raw.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void isFoundByContextPropagation() {
		assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
			.hasAtLeastOneElementOfType(ProfileScopeThreadLocalAccessor.class);
	}

	@Test
	void followsAnExecutorService() {
		assertExact(2 * MEGABYTE, () -> {
			Future<?> task = this.propagating.submit(() -> allocate(MEGABYTE));
			allocate(MEGABYTE);
			get(task);
		});
	}

	@Test
	void followsParallelChildren() {
		assertExact(17 * MEGABYTE, () -> {
			List<? extends Future<?>> tasks = IntStream.range(0, 16)
				.mapToObj((i) -> this.propagating.submit(() -> allocate(MEGABYTE)))
				.toList();
			allocate(MEGABYTE);
			tasks.forEach(ProfileScopePropagationTests::get);
		});
	}

	@Test
	void followsNestedHops() {
		assertExact(3 * MEGABYTE, () -> {
			allocate(MEGABYTE);
			get(this.propagating.submit(() -> {
				allocate(MEGABYTE);
				get(this.propagating.submit(() -> allocate(MEGABYTE)));
			}));
		});
	}

	@Test
	void followsTasksThatRunOnTheCallersThread() {
		ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
		assertExact(2 * MEGABYTE, () -> {
			ContextSnapshot snapshot = snapshots.captureAll();
			Runnable task = snapshot.wrap(() -> allocate(MEGABYTE));
			task.run();
			allocate(MEGABYTE);
		});
	}

	@Test
	void followsACompletableFutureAndItsDependents() {
		assertExact(4 * MEGABYTE,
				() -> CompletableFuture.runAsync(() -> allocate(MEGABYTE), this.propagating)
					.thenRun(() -> allocate(MEGABYTE))
					.thenRunAsync(() -> allocate(MEGABYTE), this.propagating)
					.thenRun(() -> allocate(MEGABYTE))
					.join());
	}

	@Test
	void leavesOutWhatARawExecutorDoes() {
		assertExact(MEGABYTE, () -> {
			get(this.raw.submit(() -> allocate(MEGABYTE)));
			allocate(MEGABYTE);
		});
	}

	@Test
	void leavesOutWhatTheThreadDoesBeforeAndAfter() {
		Runnable work = () -> get(this.propagating.submit(() -> allocate(MEGABYTE)));
		measure(work);
		allocate(MEGABYTE);
		ProfileScope outer = ProfileScope.open(new Result());
		Result result = measure(work);
		allocate(MEGABYTE);
		outer.close(null);
		assertThat(result.bytes()).isBetween((long) MEGABYTE, MEGABYTE + FRAMEWORK);
	}

	@Test
	void taskThatOutlivesItsScopeIsLate() {
		outlive();
		Result result = outlive();
		assertThat(result.bytes()).isBetween((long) MEGABYTE, MEGABYTE + FRAMEWORK);
		this.raw.shutdown();
		join(this.raw);
		assertThat(result.lateBytes()).isBetween(2L * MEGABYTE, 2 * MEGABYTE + FRAMEWORK);
	}

	private Result outlive() {
		CountDownLatch closed = new CountDownLatch(1);
		Result result = measure(() -> {
			allocate(MEGABYTE);
			this.propagating.execute(() -> {
				await(closed);
				allocate(2 * MEGABYTE);
			});
		});
		closed.countDown();
		return result;
	}

	@Test
	void followsSubscribeOn() {
		assertExact(2 * MEGABYTE,
				() -> Mono.fromRunnable(() -> allocate(MEGABYTE))
					.subscribeOn(Schedulers.boundedElastic())
					.doOnTerminate(() -> allocate(MEGABYTE))
					.block());
	}

	@Test
	void followsPublishOn() {
		assertExact(21 * MEGABYTE,
				() -> Flux.range(0, 10)
					.doOnNext((i) -> allocate(MEGABYTE))
					.publishOn(Schedulers.parallel())
					.doOnNext((i) -> allocate(MEGABYTE))
					.doOnComplete(() -> allocate(MEGABYTE))
					.blockLast());
	}

	@Test
	void followsFlatMapOnManyThreads() {
		assertExact(32 * MEGABYTE, () -> Flux.range(0, 16)
			.flatMap((i) -> Mono.fromRunnable(() -> allocate(MEGABYTE)).subscribeOn(Schedulers.boundedElastic()))
			.thenMany(Flux.range(0, 16)
				.flatMap((i) -> Mono.just(i).publishOn(Schedulers.parallel()).doOnNext((next) -> allocate(MEGABYTE))))
			.blockLast());
	}

	@Test
	void followsASourceThatEmitsOnAForeignThread() {
		assertExact(MEGABYTE,
				() -> Mono.fromFuture(CompletableFuture.supplyAsync(() -> 1, this.raw))
					.doOnNext((i) -> allocate(MEGABYTE))
					.block());
	}

	@Test
	void followsAsyncMethodsAndTaskExecutorsWithTheirContext() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(AsyncConfiguration.class)
			.withPropertyValues("spring.task.execution.propagate-context=true")
			.run((context) -> {
				AsyncWork work = context.getBean(AsyncWork.class);
				Executor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
				assertExact(2 * MEGABYTE, () -> {
					CompletableFuture<@Nullable Void> async = work.run();
					CompletableFuture.runAsync(() -> allocate(MEGABYTE), executor).join();
					async.join();
				});
			});
	}

	@Test
	void hopsOfAnIdleThreadAreFree() {
		ProfileScopeThreadLocalAccessor accessor = new ProfileScopeThreadLocalAccessor();
		accessor.setValue();
		accessor.restore();
		assertThat(accessor.getValue()).isNull();
	}

	private static void assertExact(long bytes, Runnable work) {
		// The first time, classes are loaded and threads are started.
		measure(work);
		Result result = measure(work);
		assertThat(result.quality()).isEqualTo(Quality.EXACT);
		assertThat(result.bytes()).isBetween(bytes, bytes + Math.max(FRAMEWORK, bytes / 100));
	}

	private static Result measure(Runnable work) {
		Result result = new Result();
		ProfileScope scope = ProfileScope.open(result);
		try {
			work.run();
		}
		finally {
			scope.close(null);
		}
		return result;
	}

	private static void get(Future<?> task) {
		try {
			task.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void join(ExecutorService executor) {
		try {
			assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class AsyncConfiguration {

		@Bean
		AsyncWork asyncWork() {
			return new AsyncWork();
		}

	}

	static class AsyncWork {

		@Async
		CompletableFuture<@Nullable Void> run() {
			allocate(MEGABYTE);
			return CompletableFuture.completedFuture(null);
		}

	}

}
