package io.logicgraph.memory.pool;

/**
 * Bounds how many sampled leases are watched, since each costs a stack trace and a busy
 * pool leases millions of contexts a second. Races between threads may let a few more
 * through, which is harmless.
 * <p>
 * In small portions, so that the paths of a watched lease stay rare while HotSpot
 * profiles a pool that is busy from the start: JDK 17 inlines whatever it saw a hundred
 * times, and for the bulk of those paths it then no longer inlines {@code lease()}
 * itself, without which each lease would allocate its handle.
 */
final class WatchBudget {

	static final int WATCHES_PER_PERIOD = 20;

	static final long PERIOD_NANOS = 40_000_000;

	private long periodStart = System.nanoTime();

	private int left = WATCHES_PER_PERIOD;

	boolean tryTake(long now) {
		if (now - this.periodStart >= PERIOD_NANOS) {
			this.periodStart = now;
			this.left = WATCHES_PER_PERIOD;
		}
		if (this.left <= 0) {
			// Without a write, since all threads of a busy pool keep coming here.
			return false;
		}
		this.left--;
		return true;
	}

}
