package io.logicgraph.memory.pool;

/**
 * How many leases a pool watches for leaks.
 *
 * @since 0.7.0
 */
public enum LeakDetection {

	/**
	 * None.
	 */
	DISABLED(-1),

	/**
	 * One lease in 128.
	 */
	SAMPLED(127),

	/**
	 * Every lease; each costs a stack trace.
	 */
	FULL(0);

	private final long mask;

	LeakDetection(long mask) {
		this.mask = mask;
	}

	/**
	 * Bits of a lease's number that are all 0 in a watched lease.
	 */
	long mask() {
		return this.mask;
	}

}
