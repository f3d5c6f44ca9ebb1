package io.logicgraph.memory.autoconfigure;

import java.util.Map;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for profiled methods on virtual threads.
 */
class ProfiledVirtualThreadTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryProfiledAutoConfiguration.class, MemoryMetersAutoConfiguration.class,
				MemoryVirtualThreadAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Work.class);

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnVirtualThreadsAreExactByDefaultWhereThePackagesAreOpen() {
		this.contextRunner.run((context) -> {
			Work work = context.getBean(Work.class);
			for (int i = 0; i < 150; i++) {
				onVirtualThread(() -> work.allocate(1));
			}
			context.getBean(ProfileRegistry.class).reset();
			onVirtualThread(() -> work.allocate(1));
			ProfileSnapshot profile = context.getBean(ProfileRegistry.class).snapshots().get(0);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			assertThat(profile.totalBytes()).isEqualTo(1024 * 1024);
			assertThat(profile.unmeasured()).isZero();
		});
	}

	/**
	 * In a JVM of its own: metering holds for the whole JVM, and contexts of other tests
	 * may have it on.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnVirtualThreadsAreUnmeasuredAndNeverZeroWhereSoConfigured() throws Exception {
		assertThat(ForkedJvm.run(Unavailable.class, "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED"))
			.contains("quality UNAVAILABLE, bytes null, unmeasured 1.0, summary null")
			.contains("virtualThreads=AvailabilityDescriptor[available=false, "
					+ "reason=logicgraph.memory.profiled.virtual-threads is 'unavailable']");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void withoutOpenPackagesTheStartSaysWhatToWrite() throws Exception {
		String auto = ForkedJvm.run(Start.class, "-Dspring.threads.virtual.enabled=true");
		assertThat(auto).contains("What virtual threads allocate is not counted")
			.contains("Add-Opens: java.base/java.lang")
			.contains("the application is up");
		assertThat(ForkedJvm.run(Start.class)).doesNotContain("is not counted").contains("the application is up");
		String exact = ForkedJvm.run(Start.class, "-Dlogicgraph.memory.profiled.virtual-threads=exact");
		assertThat(exact).contains("APPLICATION FAILED TO START")
			.contains("logicgraph.memory.profiled.virtual-threads")
			.contains("Add-Opens: java.base/java.lang")
			.contains("JDK_JAVA_OPTIONS=--add-opens")
			.doesNotContain("the application is up");
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void nothingHappensWhereThereAreNoVirtualThreads() {
		this.contextRunner.withPropertyValues("logicgraph.memory.profiled.virtual-threads=exact")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(VirtualThreadMetering.class));
	}

	private static void onVirtualThread(Runnable work) {
		try {
			Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
			thread.join();
		}
		catch (ReflectiveOperationException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static class Work {

		static volatile Object sink = new Object();

		@Profiled
		public void allocate(int megabytes) {
			for (int i = 0; i < megabytes * 1024; i++) {
				sink = new byte[1008];
			}
		}

	}

	/**
	 * An application that leaves virtual threads out, and says what it counted.
	 */
	static final class Unavailable {

		private Unavailable() {
		}

		public static void main(String[] args) {
			new ProfiledVirtualThreadTests().contextRunner
				.withPropertyValues("logicgraph.memory.profiled.virtual-threads=unavailable")
				.run((context) -> {
					Work work = context.getBean(Work.class);
					onVirtualThread(() -> work.allocate(1));
					ProfileSnapshot profile = context.getBean(ProfileRegistry.class).snapshots().get(0);
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					System.out.printf("quality %s, bytes %s, unmeasured %s, summary %s%n", profile.quality(),
							profile.totalBytes(),
							meters.get("logicgraph.profiled.unmeasured").tag("name", "Work.allocate").counter().count(),
							meters.find("logicgraph.profiled.allocated").summary());
					System.out.println(new LogicGraphMemoryEndpoint(Map::of, new MemoryMetrics(), new ProfileRegistry(),
							null, Map::of, new AllocationRecorder(new ProfileRegistry()))
						.report()
						.memory()
						.allocationCounter());
				});
		}

	}

	/**
	 * An application that says when it has started.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
			MemoryVirtualThreadAutoConfiguration.class })
	static class Start {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(Start.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run(args)) {
				System.out.println("the application is up: " + context.getId());
			}
			catch (BeanCreationException ex) {
				System.out.println("failed");
			}
		}

	}

}
