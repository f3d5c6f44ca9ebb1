package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntToLongFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LiveHeapSeries}.
 */
class LiveHeapSeriesTests {

	private static final long MB = 1 << 20;

	private static final Duration WINDOW = Duration.ofSeconds(100);

	@Test
	void nothingIsKnownBeforeThereWereEnoughCollections() {
		assertThat(report(0, (i) -> 0).verdict()).isEqualTo(LiveHeapVerdict.UNKNOWN);
		assertThat(report(0, (i) -> 0).bytes()).isEmpty();
		LiveHeapSeries series = new LiveHeapSeries(WINDOW);
		for (int i = 0; i < LiveHeapSeries.MIN_POINTS - 1; i++) {
			series.add(i * 60_000_000_000L, i * 100 * MB);
		}
		assertThat(series.report().verdict()).isEqualTo(LiveHeapVerdict.UNKNOWN);
		assertThat(series.report().bytesPerSecond()).isEmpty();
		assertThat(series.report().bytes()).hasValue((LiveHeapSeries.MIN_POINTS - 2) * 100 * MB);
	}

	@Test
	void nothingIsKnownBeforeTheWindowIsFull() {
		assertThat(report(100, (i) -> i * MB).verdict()).isEqualTo(LiveHeapVerdict.UNKNOWN);
		assertThat(report(110, (i) -> i * MB).verdict()).isEqualTo(LiveHeapVerdict.GROWING);
	}

	@Test
	void constantHeapIsStable() {
		LiveHeapReport report = report(200, (i) -> 50 * MB);
		assertThat(report.verdict()).isEqualTo(LiveHeapVerdict.STABLE);
		assertThat(report.bytesPerSecond()).hasValue(0);
		assertThat(report.window()).isBetween(WINDOW, WINDOW.plusSeconds(10));
	}

	@Test
	void steadyGrowthIsFoundWithItsSlope() {
		LiveHeapReport report = report(200, (i) -> 50 * MB + i * MB);
		assertThat(report.verdict()).isEqualTo(LiveHeapVerdict.GROWING);
		assertThat(report.bytesPerSecond().getAsDouble()).isCloseTo(MB, within(1.0));
		assertThat(report.bytes().getAsLong()).isBetween(246 * MB, 249 * MB);
	}

	@Test
	void growthIsFoundInNoise() {
		for (int seed = 0; seed < 50; seed++) {
			Random random = new Random(seed);
			assertThat(report(200, (i) -> 50 * MB + i * MB + random.nextInt((int) (20 * MB))).verdict())
				.as("seed %d", seed)
				.isEqualTo(LiveHeapVerdict.GROWING);
		}
	}

	@Test
	void sawtoothIsNeverGrowing() {
		for (int tooth : new int[] { 2, 5, 10, 20, 30, 40 }) {
			assertNeverGrowing((i) -> 50 * MB + (i % tooth) * 100 / tooth * MB);
		}
	}

	@Test
	void cacheThatFillsWithinHalfOfTheWindowIsNeverGrowing() {
		for (int fill : new int[] { 5, 20, 40, 49 }) {
			assertNeverGrowing((i) -> 50 * MB + Math.min(i, fill) * 500 / fill * MB);
			assertNeverGrowing((i) -> (long) ((1 - Math.exp(-5.0 * i / fill)) * 500 * MB));
		}
	}

	@Test
	void stepsAreNeverGrowing() {
		for (int step : new int[] { 50, 100, 130, 180 }) {
			assertNeverGrowing((i) -> ((i < step) ? 50 : 150) * MB);
		}
	}

	/**
	 * Points that G1 once gave: whether a point includes garbage is a matter of chance.
	 */
	@Test
	void garbageThatIsLeftMoreAndMoreOftenIsNotGrowing() {
		long[] millis = { 721, 890, 1119, 1281, 1409, 1708, 1887, 1987, 2374, 2551, 2800 };
		double[] megabytes = { 54.2, 31.94, 31.95, 55.9, 31.99, 51.6, 31.95, 56.7, 57.4, 57.6, 67.9 };
		LiveHeapSeries series = new LiveHeapSeries(Duration.ofSeconds(2));
		for (int i = 0; i < millis.length; i++) {
			series.add(millis[i] * 1_000_000, (long) (megabytes[i] * MB));
		}
		assertThat(series.report().verdict()).isEqualTo(LiveHeapVerdict.STABLE);
	}

	@Test
	void shrinkingHeapIsStable() {
		assertNeverGrowing((i) -> 500 * MB - i * MB);
	}

	@Test
	void smallGrowthDoesNotMatter() {
		assertNeverGrowing((i) -> 500 * MB + i * 1000);
	}

	@Test
	void growthThatEndedIsForgotten() {
		assertThat(report(700, (i) -> Math.min(i, 500) * MB).verdict()).isEqualTo(LiveHeapVerdict.STABLE);
	}

	@Test
	void rareCollectionsAreJudgedOverMoreThanTheWindow() {
		LiveHeapSeries series = new LiveHeapSeries(WINDOW);
		for (int i = 0; i < 20; i++) {
			series.add(i * 60_000_000_000L, i * MB);
		}
		LiveHeapReport report = series.report();
		assertThat(report.samples()).isEqualTo(LiveHeapSeries.MIN_POINTS);
		assertThat(report.window()).hasMinutes(LiveHeapSeries.MIN_POINTS - 1);
		assertThat(report.verdict()).isEqualTo(LiveHeapVerdict.GROWING);
	}

	private static void assertNeverGrowing(IntToLongFunction bytes) {
		LiveHeapSeries series = new LiveHeapSeries(WINDOW);
		for (int i = 0; i < 600; i++) {
			series.add(i * 1_000_000_000L, bytes.applyAsLong(i));
			assertThat(series.report().verdict()).as("after %d", i).isNotEqualTo(LiveHeapVerdict.GROWING);
		}
		assertThat(series.report().verdict()).isEqualTo(LiveHeapVerdict.STABLE);
	}

	private static LiveHeapReport report(int count, IntToLongFunction bytes) {
		LiveHeapSeries series = new LiveHeapSeries(WINDOW);
		for (int i = 0; i < count; i++) {
			series.add(i * 1_000_000_000L, bytes.applyAsLong(i));
		}
		return series.report();
	}

}
