package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for profiled methods on virtual threads.
 */
class ProfiledVirtualThreadTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryProfiledAutoConfiguration.class, MemoryMetersAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Work.class);

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsOnVirtualThreadsAreUnmeasuredAndNeverZero() {
		this.contextRunner.run((context) -> {
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
