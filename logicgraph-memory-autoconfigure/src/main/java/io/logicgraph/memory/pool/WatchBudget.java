package io.logicgraph.memory.pool;

/**
 * Bounds how many sampled leases are watched, since each costs a stack trace and a busy
 * pool hands out millions of contexts a second. Races between threads may let a few more
 * through, which is harmless.
 */
final class WatchBudget {

	static final int WATCHES_PER_SECOND = 500;

	private static final long SECOND = 1_000_000_000L;

	private long secondStart = System.nanoTime();

	private int left = WATCHES_PER_SECOND;

	boolean tryTake(long now) {
		if (now - this.secondStart >= SECOND) {
			this.secondStart = now;
			this.left = WATCHES_PER_SECOND;
		}
		return this.left-- > 0;
	}

}
