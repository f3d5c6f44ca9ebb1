package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadSampling;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for profiled methods on virtual threads, by the property
 * {@code logicgraph.memory.profiled.virtual-threads}.
 */
class VirtualThreadSamplingTests {

	private static final int MB = 1024 * 1024;

	private static final int CALLS = 20;

	private static final int MB_OF_A_CALL = 20;

	private static final String SAMPLED = "logicgraph.memory.profiled.virtual-threads=sampled";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoryAutoConfiguration.class, MemoryProfiledAutoConfiguration.class,
				MemoryMetersAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Work.class);

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnVirtualThreadsAreUnmeasuredByDefaultAndNeverZero() {
		this.contextRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(VirtualThreadSampling.class);
			Work work = context.getBean(Work.class);
			onVirtualThread(() -> work.allocate(1));
			ProfileSnapshot profile = context.getBean(ProfileRegistry.class).snapshots().get(0);
			assertThat(profile.quality()).isEqualTo(Quality.UNAVAILABLE);
			assertThat(profile.totalBytes()).isNull();
			assertThat(profile.unmeasured()).isEqualTo(1);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("logicgraph.profiled.unmeasured").tag("name", "Work.allocate").counter().count())
				.isEqualTo(1);
			assertThat(meters.find("logicgraph.profiled.allocated").summary()).isNull();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnVirtualThreadsAreEstimatedFromSamples() {
		// What carriers allocated before must not be in the result.
		onVirtualThread(() -> new Work().allocate(200));
		this.contextRunner.withPropertyValues(SAMPLED, "logicgraph.memory.profiled.sampling-rate=10000")
			.run((context) -> {
				Work work = context.getBean(Work.class);
				onVirtualThread(() -> {
					for (int i = 0; i < CALLS; i++) {
						work.allocate(MB_OF_A_CALL);
					}
				});
				ProfileRegistry registry = context.getBean(ProfileRegistry.class);
				await(() -> registry.snapshots().get(0).count() == CALLS);
				ProfileSnapshot profile = registry.snapshots().get(0);
				assertThat(profile.quality()).isEqualTo(Quality.SAMPLED);
				assertThat(profile.unmeasured()).isZero();
				long truth = (long) CALLS * MB_OF_A_CALL * MB;
				assertThat(profile.totalBytes()).isBetween(truth / 2, truth + truth / 4);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				// The meter comes after the statistics.
				await(() -> meters.find("logicgraph.profiled.allocated")
					.tag("quality", "sampled")
					.summaries()
					.stream()
					.anyMatch((summary) -> summary.count() == CALLS));
				assertThat(meters.find("logicgraph.profiled.unmeasured").counter()).isNull();
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnPlatformThreadsStayExact() {
		this.contextRunner.withPropertyValues(SAMPLED).run((context) -> {
			context.getBean(Work.class).allocate(1);
			assertThat(context.getBean(ProfileRegistry.class).snapshots()).singleElement()
				.satisfies((profile) -> assertThat(profile.quality()).isEqualTo(Quality.EXACT));
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void closedContextsLeaveNoRecordingAndNoThread() {
		int recordings = FlightRecorder.getFlightRecorder().getRecordings().size();
		List<Thread> before = streams();
		for (int i = 0; i < 5; i++) {
			this.contextRunner.withPropertyValues(SAMPLED).run((context) -> {
				assertThat(context).hasSingleBean(VirtualThreadSampling.class);
				assertThat(FlightRecorder.getFlightRecorder().getRecordings()).hasSize(recordings + 1);
			});
		}
		assertThat(FlightRecorder.getFlightRecorder().getRecordings()).hasSize(recordings);
		await(() -> before.containsAll(streams()));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void missingFlightRecorderFailsTheStartAndSaysWhatToDo() {
		this.contextRunner.withPropertyValues(SAMPLED)
			.withClassLoader(new FilteredClassLoader("jdk.jfr"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("logicgraph.memory.profiled.virtual-threads")
				.hasMessageContaining("module jdk.jfr")
				.hasMessageContaining("unavailable"));
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void nothingHappensWhereThereAreNoVirtualThreads() {
		this.contextRunner.withPropertyValues(SAMPLED).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(VirtualThreadSampling.class);
			context.getBean(Work.class).allocate(1);
			assertThat(context.getBean(ProfileRegistry.class).snapshots()).singleElement()
				.satisfies((profile) -> assertThat(profile.quality()).isEqualTo(Quality.EXACT));
		});
	}

	private static List<Thread> streams() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("JFR Event Stream"))
			.toList();
	}

	private static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() < end) {
			Thread.yield();
		}
		assertThat(condition.getAsBoolean()).isTrue();
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

}
