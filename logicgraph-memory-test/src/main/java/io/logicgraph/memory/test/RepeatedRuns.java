package io.logicgraph.memory.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.logicgraph.memory.profile.Quality;

/**
 * Repeats some work until what it allocates has settled. The figure of some runs is the
 * least of them: loading classes, linking, and queueing methods for the compiler only
 * ever add to what the work allocates.
 */
final class RepeatedRuns {

	private static final int RUNS_OF_A_WINDOW = 5;

	private static final int WINDOWS = 3;

	private static final Duration SETTLE_LIMIT = Duration.ofSeconds(5);

	private static final Duration PERSIST_LIMIT = Duration.ofSeconds(1);

	/**
	 * Enough for HotSpot to compile what is called, with all optimizations.
	 */
	private static final int MOST_RUNS = 20_000;

	private final MeasuredWork work;

	/**
	 * The figures of the last windows.
	 */
	private final Deque<Map<String, Figure>> windows = new ArrayDeque<>();

	private int runs;

	RepeatedRuns(MeasuredWork work) {
		this.work = work;
	}

	/**
	 * Repeat the work until three windows in a row give the same figures, and beyond that
	 * as long as these exceed a budget which the compiler may still bring them under.
	 * @param budget bytes that may be allocated
	 * @return the figures by what allocated
	 * @throws Exception if the work throws it
	 */
	Map<String, Figure> settle(long budget) throws Exception {
		Deadline deadline = new Deadline(SETTLE_LIMIT);
		do {
			addWindow(deadline);
		}
		while (!isSettled() && this.runs < MOST_RUNS && !deadline.isOver());
		deadline = new Deadline(PERSIST_LIMIT);
		while (exceeds(budget) && this.runs < MOST_RUNS && !deadline.isOver()) {
			addWindow(deadline);
		}
		return figures();
	}

	int runs() {
		return this.runs;
	}

	private void addWindow(Deadline deadline) throws Exception {
		if (this.windows.size() == WINDOWS) {
			this.windows.removeFirst();
		}
		Map<String, Figure> window = new HashMap<>();
		for (int i = 0; i < RUNS_OF_A_WINDOW && (i < 2 || !deadline.isOver()); i++) {
			this.work.run().forEach((label, figure) -> window.merge(label, figure, Figure::orBetter));
			this.runs++;
		}
		this.windows.addLast(window);
	}

	private boolean isSettled() {
		Map<String, Figure> last = this.windows.getLast();
		return this.windows.size() == WINDOWS && this.windows.stream().allMatch((window) -> isAlike(window, last));
	}

	private static boolean isAlike(Map<String, Figure> one, Map<String, Figure> other) {
		return one.keySet().equals(other.keySet()) && one.entrySet().stream().allMatch((entry) -> {
			Figure figure = other.get(entry.getKey());
			return figure != null && entry.getValue().isAlike(figure);
		});
	}

	private boolean exceeds(long budget) {
		return figures().values()
			.stream()
			.anyMatch((figure) -> figure.quality() == Quality.EXACT && figure.bytes() > budget);
	}

	/**
	 * Return the least of the last windows. What was done while warming up only is left
	 * out.
	 */
	private Map<String, Figure> figures() {
		Map<String, Figure> figures = new HashMap<>();
		Set<String> last = new HashSet<>(this.windows.getLast().keySet());
		for (Map<String, Figure> window : this.windows) {
			window.forEach((label, figure) -> figures.merge(label, figure, Figure::orBetter));
		}
		figures.keySet().retainAll(last);
		return figures;
	}

	private static final class Deadline {

		private final long limitNanos;

		private final long startNanos = System.nanoTime();

		Deadline(Duration limit) {
			this.limitNanos = limit.toNanos();
		}

		boolean isOver() {
			return System.nanoTime() - this.startNanos > this.limitNanos;
		}

	}

}
