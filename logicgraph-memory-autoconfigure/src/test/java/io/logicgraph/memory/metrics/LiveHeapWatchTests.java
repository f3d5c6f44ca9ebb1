package io.logicgraph.memory.metrics;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.GarbageCollections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link LiveHeapWatch}, with services that leak and that don't under several
 * collectors.
 */
class LiveHeapWatchTests {

	private static final Duration SHORTEST = Duration.ofNanos(1);

	@Test
	void collectionsAreSeenUntilItIsClosed() {
		LiveHeapWatch watch = new LiveHeapWatch(SHORTEST);
		GarbageCollections.until("a sample", () -> watch.report().samples() > 0);
		assertThat(watch.report().bytes().getAsLong()).isPositive();
		watch.close();
		watch.close();
		try (LiveHeapWatch another = new LiveHeapWatch(SHORTEST)) {
			int before = watch.report().samples();
			GarbageCollections.until("more samples", () -> another.report().samples() > 2);
			// One notification may have been under way.
			assertThat(watch.report().samples()).isLessThanOrEqualTo(before + 1);
		}
	}

	@Test
	void windowMustBeLongerThanZero() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LiveHeapWatch(Duration.ZERO));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseParallelGC" })
	void serviceThatLeaksIsGrowing(String collector) throws Exception {
		assertThat(run(collector, "leak")).contains("growing seen: true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseParallelGC" })
	void serviceThatDoesNotLeakIsStable(String collector) throws Exception {
		assertThat(run(collector, "steady")).contains("last stable, growing seen: false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC" })
	void serviceThatFillsACacheIsNeverGrowing(String collector) throws Exception {
		assertThat(run(collector, "cache")).contains("last stable, growing seen: false");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void serviceThatDoesNotLeakIsNeverGrowingWithGenerationalShenandoah() throws Exception {
		assumeThat(hasShenandoah()).as("a JVM that was built with Shenandoah").isTrue();
		assertThat(ForkedJvm.run(LiveHeapService.class, "-XX:+UseShenandoahGC", "-XX:ShenandoahGCMode=generational",
				"-Xmx160m", "-Dservice=steady"))
			.contains("growing seen: false");
	}

	private static boolean hasShenandoah() {
		try {
			return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
				.getVMOption("UseShenandoahGC") != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static String run(String collector, String kind) throws Exception {
		return ForkedJvm.run(LiveHeapService.class, collector, "-Xmx160m", "-Dservice=" + kind);
	}

}
