package io.logicgraph.memory.profile;

import java.util.Locale;

/**
 * How far the bytes of a measurement can be trusted.
 *
 * @since 0.7.0
 */
public enum Quality {

	/**
	 * Every byte, from entry to exit, of the thread that made the call and of each thread
	 * that it was followed to.
	 * <p>
	 * Work that the caller hands to threads which nothing follows (a raw executor, a
	 * parallel stream) is not in it; where that can be noticed the result is
	 * {@link #PARTIAL}. What is only worked off later, such as a {@code Supplier} or an
	 * {@code Iterator} that was returned, is not in it either: the call ended when it
	 * returned. Micrometer's context propagation follows work, for instance
	 * {@code ContextExecutorService.wrap} or Spring's
	 * {@code ContextPropagatingTaskDecorator}.
	 */
	EXACT,

	/**
	 * At least this much: some of the work could not be followed.
	 */
	PARTIAL,

	/**
	 * Unknown: the JVM has no counter for the threads that did the work, or none of the
	 * work was followed.
	 */
	UNAVAILABLE;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the lower-case name, as used in meter tags and in the endpoint.
	 * @return the name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return the quality of what was measured.
	 * @param complete {@code false} if it is known that some of the work is missing
	 * @return {@link #EXACT} or {@link #PARTIAL}
	 */
	public static Quality of(boolean complete) {
		return complete ? EXACT : PARTIAL;
	}

	/**
	 * Return the lesser of two qualities.
	 * @param other another quality
	 * @return the one that comes later in this enum
	 */
	public Quality worse(Quality other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
