package io.logicgraph.memory.pool;

/**
 * How a pool was misused.
 *
 * @since 0.7.0
 */
public enum MisuseKind {

	/**
	 * A context was given back that had been given back before.
	 */
	DOUBLE_RELEASE,

	/**
	 * A context was given to a pool that had not made it.
	 */
	FOREIGN_RELEASE,

	/**
	 * {@code null} was given back.
	 */
	NULL_RELEASE,

	/**
	 * A context was used after it had been given back.
	 */
	USE_AFTER_RELEASE,

	/**
	 * A context was changed by two threads at once.
	 */
	CONCURRENT_USE

}
