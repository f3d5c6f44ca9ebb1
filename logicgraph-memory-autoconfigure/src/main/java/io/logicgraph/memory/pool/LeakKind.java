package io.logicgraph.memory.pool;

/**
 * How a leaked context was found.
 *
 * @since 0.7.0
 */
public enum LeakKind {

	/**
	 * Held longer than the threshold, by somebody who still refers to it.
	 */
	AGE,

	/**
	 * Lost: garbage collected without having been released.
	 */
	GC

}
