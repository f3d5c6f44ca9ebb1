package io.logicgraph.memory.metrics;

import java.util.Locale;

/**
 * What the live heap did over a window of time.
 *
 * @since 0.7.0
 */
public enum LiveHeapVerdict {

	/**
	 * It did not grow, or not enough to matter, or not any more.
	 */
	STABLE,

	/**
	 * It grew all the time: something is kept that is never dropped.
	 */
	GROWING,

	/**
	 * There were too few collections of the old generation for a verdict, or over too
	 * short a time.
	 */
	UNKNOWN;

	/**
	 * Return the lower-case name, as used in the endpoint.
	 * @return the name
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
