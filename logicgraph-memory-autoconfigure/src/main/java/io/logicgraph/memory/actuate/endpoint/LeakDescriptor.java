package io.logicgraph.memory.actuate.endpoint;

import java.util.List;

import io.logicgraph.memory.pool.LeakReport;

/**
 * Description of a {@link LeakReport}. Times and durations are written as in ISO-8601.
 *
 * @param pool name of the pool
 * @param kind how the leaks were found
 * @param count how many
 * @param firstSeen when the first was found
 * @param lastSeen when the last was found
 * @param longestHeld longest time between acquiring and finding
 * @param thread name of the thread that acquired the first
 * @param stack stack trace of acquiring, innermost frame first
 * @since 0.7.0
 */
public record LeakDescriptor(String pool, String kind, long count, String firstSeen, String lastSeen,
		String longestHeld, String thread, List<String> stack) {

	static LeakDescriptor of(String pool, LeakReport report) {
		return new LeakDescriptor(pool, Labels.of(report.kind()), report.count(), report.firstSeen().toString(),
				report.lastSeen().toString(), report.longestHeld().toString(), report.thread(), report.stack());
	}

}
