package io.logicgraph.memory.metrics;

import java.time.Duration;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.GarbageCollections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

	private static String run(String collector, String kind) throws Exception {
		return ForkedJvm.run(LiveHeapService.class, collector, "-Xmx160m", "-Dservice=" + kind);
	}

}
