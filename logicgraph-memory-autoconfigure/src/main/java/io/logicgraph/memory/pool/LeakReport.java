package io.logicgraph.memory.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Leaks that were acquired at one place.
 *
 * @param kind how they were found
 * @param count how many
 * @param firstSeen when the first was found
 * @param lastSeen when the last was found
 * @param longestHeld longest time between acquiring and finding
 * @param thread name of the thread that acquired the first
 * @param stack stack trace of acquiring, innermost frame first
 * @since 0.7.0
 */
public record LeakReport(LeakKind kind, long count, Instant firstSeen, Instant lastSeen, Duration longestHeld,
		String thread, List<String> stack) {

	LeakReport again(Instant now, Duration held) {
		return new LeakReport(this.kind, this.count + 1, this.firstSeen, now,
				(held.compareTo(this.longestHeld) > 0) ? held : this.longestHeld, this.thread, this.stack);
	}

}
