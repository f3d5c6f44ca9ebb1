package io.logicgraph.memory.autoconfigure;

import java.time.Duration;

import io.logicgraph.memory.pool.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor remembers of a pool between two checks. Not thread-safe.
 */
final class PoolHistory {

	/**
	 * With fewer acquisitions, a low rate is not significant.
	 */
	static final long MIN_ACQUISITIONS = 100;

	/**
	 * Time after which a warning is repeated if nothing got better.
	 */
	static final Duration WARNING_INTERVAL = Duration.ofHours(1);

	private @Nullable PoolStats last;

	private boolean low;

	private long lastWarning;

	/**
	 * Return what happened since the last call, the first time since the pool was made.
	 */
	PoolActivity next(PoolStats stats) {
		PoolActivity activity = new PoolActivity(this.last, stats);
		this.last = stats;
		return activity;
	}

	boolean isWarningDue(PoolActivity activity, Percentage threshold, long nanoTime) {
		if (activity.acquired() < MIN_ACQUISITIONS) {
			return false;
		}
		boolean wasLow = this.low;
		this.low = activity.reuseRate() < threshold.value();
		if (!this.low || (wasLow && nanoTime - this.lastWarning < WARNING_INTERVAL.toNanos())) {
			return false;
		}
		this.lastWarning = nanoTime;
		return true;
	}

}
