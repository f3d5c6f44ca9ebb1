package io.logicgraph.memory.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of enum constants as the endpoint writes them.
 */
final class Labels {

	private Labels() {
	}

	static String of(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Label the keys, in the order of their enum.
	 */
	static <E extends Enum<E>> Map<String, Long> of(Map<E, Long> counts) {
		Map<String, Long> labelled = new LinkedHashMap<>();
		new TreeMap<>(counts).forEach((constant, count) -> labelled.put(of(constant), count));
		return labelled;
	}

}
