package io.logicgraph.memory.actuate.health;

import java.util.Locale;

/**
 * What may be wrong with the memory of an application.
 *
 * @since 0.7.0
 */
public enum MemoryProblem {

	/**
	 * A context was acquired and never released, or held for longer than the threshold.
	 */
	LEAK,

	/**
	 * The live heap of the process grows all the time.
	 */
	GROWTH;

	/**
	 * Return the lower-case name, as used in properties and health details.
	 * @return the name
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
