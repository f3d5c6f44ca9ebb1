package io.logicgraph.memory.profile;

import org.jspecify.annotations.Nullable;

/**
 * Takes the result of a {@link ProfileScope}. What it throws is logged and goes no
 * further.
 *
 * @since 0.7.0
 */
public interface ScopeSink {

	/**
	 * Take the result of a scope that was measured.
	 * @param bytes bytes allocated, those of nested scopes included
	 * @param nestedBytes bytes of nested scopes
	 * @param quality how far {@code bytes} can be trusted; never
	 * {@link Quality#UNAVAILABLE}
	 * @param error what the work threw, or {@code null}
	 */
	void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error);

	/**
	 * Note that a scope ended whose bytes the JVM has not counted.
	 * @param error what the work threw, or {@code null}
	 */
	void unmeasured(@Nullable Throwable error);

	/**
	 * Take bytes that were allocated on behalf of a scope after it had ended, and that
	 * its result doesn't contain.
	 * @param bytes the bytes, those of nested scopes included
	 */
	default void late(long bytes) {
	}

	/**
	 * Take bytes that were allocated on behalf of a scope after it had ended, told apart
	 * from those of nested scopes.
	 * @param bytes the bytes, those of nested scopes included
	 * @param nestedBytes bytes of nested scopes; these have reported them themselves
	 */
	default void late(long bytes, long nestedBytes) {
		late(bytes);
	}

}
