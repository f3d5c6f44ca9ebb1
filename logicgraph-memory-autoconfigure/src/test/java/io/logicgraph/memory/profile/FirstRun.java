package io.logicgraph.memory.profile;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Measures at once in a fresh JVM, and again when hot. Started by {@link FirstRunTests}.
 */
final class FirstRun {

	private static final int RUNS = 5_000;

	// Made before the first run: resolving a literal allocates it.
	private static final String INNER = "inner";

	private static volatile byte @Nullable [] sink;

	private FirstRun() {
	}

	public static void main(String[] args) {
		StringBuilder wrong = new StringBuilder(INNER.substring(INNER.length()));
		for (int i = 0; i < RUNS; i++) {
			check(wrong, i, 0, nothing());
			check(wrong, i, 1_000_016, array());
			check(wrong, i, 2_000_032, nested(wrong, i));
		}
		System.out.print(wrong.isEmpty() ? "exact" : wrong);
	}

	private static AllocationReport nothing() {
		AllocationTracker tracker = new AllocationTracker("nothing");
		return tracker.stop();
	}

	private static AllocationReport array() {
		AllocationTracker tracker = new AllocationTracker("array");
		sink = new byte[1_000_000];
		return tracker.stop();
	}

	private static AllocationReport nested(StringBuilder wrong, int run) {
		AllocationTracker outer = new AllocationTracker("outer");
		sink = new byte[1_000_000];
		AllocationTracker inner = new AllocationTracker(INNER);
		sink = new byte[1_000_000];
		AllocationReport report = inner.stop();
		AllocationReport outerReport = outer.stop();
		check(wrong, run, 1_000_016, report);
		return outerReport;
	}

	private static void check(StringBuilder wrong, int run, long expected, AllocationReport report) {
		if (report.bytes().orElse(-1) != expected && wrong.length() < 1_000) {
			wrong.append(String.format(Locale.ROOT, "run %d, expected %d: %s%n", run, expected, report));
		}
	}

}
