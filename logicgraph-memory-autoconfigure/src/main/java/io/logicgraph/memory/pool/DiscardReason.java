package io.logicgraph.memory.pool;

/**
 * Why a pool discarded a context.
 *
 * @since 0.7.0
 */
public enum DiscardReason {

	/**
	 * It was released while the pool already kept as many as it may.
	 */
	FULL,

	/**
	 * It had grown beyond the capacity that the pool retains.
	 */
	OVERSIZED,

	/**
	 * Nobody had needed it for the idle timeout.
	 */
	IDLE,

	/**
	 * The pool was told to clear its idle contexts.
	 */
	CLEARED,

	/**
	 * The pool was given a smaller maximum.
	 */
	SHRUNK,

	/**
	 * The pool was closed.
	 */
	CLOSED,

	/**
	 * Its return was interrupted, for instance by a {@link StackOverflowError}.
	 */
	BROKEN

}
