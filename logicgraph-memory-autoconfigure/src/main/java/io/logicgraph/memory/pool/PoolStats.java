package io.logicgraph.memory.pool;

import java.util.Map;

/**
 * Statistics of a {@link ContextPool} at one moment. Counts grow from the pool's creation
 * on; where the pool doesn't track statistics they stay 0, and only
 * {@code currentPoolSize} and {@code retainedBytes} are filled.
 * <p>
 * At rest, {@code totalAcquired = released + active + leaked by gc}.
 *
 * @param totalAcquired contexts acquired
 * @param reused acquired contexts that had been used before
 * @param created acquired contexts that had to be made
 * @param currentPoolSize contexts that are idle now
 * @param peakPoolSize most contexts that the pool kept at one time, idle or to return to
 * their stripe
 * @param active contexts acquired and neither released nor known to be lost
 * @param released contexts released
 * @param retainedBytes bytes of heap that idle contexts occupy, without the keys
 * @param discarded contexts that the pool discarded, by reason
 * @param leaked contexts found leaked, by kind; one may be found first by age and later
 * by garbage collection
 * @param misuse wrong uses that were refused, by kind
 * @since 0.7.0
 */
public record PoolStats(long totalAcquired, long reused, long created, int currentPoolSize, int peakPoolSize,
		long active, long released, long retainedBytes, Map<DiscardReason, Long> discarded, Map<LeakKind, Long> leaked,
		Map<MisuseKind, Long> misuse) {

	/**
	 * Return the share of acquired contexts that had been used before.
	 * @return percent, 0 to 100; 0 before the first use
	 */
	public double reuseRate() {
		return (this.totalAcquired != 0) ? 100.0 * this.reused / this.totalAcquired : 0;
	}

	/**
	 * Return what a pool knows that doesn't track statistics.
	 */
	PoolStats untracked() {
		return new PoolStats(0, 0, 0, this.currentPoolSize, 0, 0, 0, this.retainedBytes, Map.of(), Map.of(), Map.of());
	}

}
