package io.logicgraph.memory.internal;

import org.jspecify.annotations.Nullable;

/**
 * Takes the result of a {@link ProfileScope}. What it throws is logged and goes no
 * further.
 *
 * @since 0.7.0
 */
public interface ScopeSink {

	/**
	 * Return what the scope measures. Asked for when it has ended.
	 * @return a name as in the endpoint, or {@code null} if it is not known
	 */
	@Nullable String name();

	/**
	 * Take the result of a scope that was measured.
	 * @param bytes bytes allocated, those of nested scopes included
	 * @param nestedBytes bytes of nested scopes
	 * @param complete {@code false} if it is known that some of the work is missing
	 * @param error what the work threw, or {@code null}
	 */
	void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error);

	/**
	 * Note that a scope ended whose bytes the JVM has not counted.
	 * @param error what the work threw, or {@code null}
	 */
	void unmeasured(@Nullable Throwable error);

	/**
	 * Take bytes that were allocated on behalf of a scope after it had ended, and that
	 * its result doesn't contain.
	 * @param bytes the bytes, those of nested scopes included
	 * @param nestedBytes bytes of nested scopes; these have reported them themselves
	 */
	void late(long bytes, long nestedBytes);

}
