package io.logicgraph.memory.profile;

import java.util.Locale;

/**
 * How far the bytes of a measurement can be trusted.
 *
 * @since 0.7.0
 */
public enum Quality {

	/**
	 * Every byte from entry to exit, on every thread it ran on.
	 */
	EXACT,

	/**
	 * Some threads could not be followed: it was at least this much.
	 */
	PARTIAL,

	/**
	 * The JVM can't say.
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
	 * Return the lesser of two qualities.
	 * @param other another quality
	 * @return the one that comes later in this enum
	 */
	public Quality worse(Quality other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
