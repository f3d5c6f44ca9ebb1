package io.logicgraph.memory.pool;

/**
 * How a pool was misused.
 *
 * @since 0.7.0
 */
public enum MisuseKind {

	/**
	 * A context was released that had been released before.
	 */
	DOUBLE_RELEASE,

	/**
	 * A context was released to a pool that had not made it.
	 */
	FOREIGN_RELEASE,

	/**
	 * {@code null} was released.
	 */
	NULL_RELEASE,

	/**
	 * A context was used after it had been released.
	 */
	USE_AFTER_RELEASE,

	/**
	 * A context was changed by two threads at once.
	 */
	CONCURRENT_USE

}
