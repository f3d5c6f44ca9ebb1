package io.logicgraph.benchmarks;

import java.util.stream.IntStream;

/**
 * Keys and values as a logic graph has them: the same interned strings in the same order
 * at each execution.
 */
final class GraphKeys {

	static final int MAX = 256;

	private static final String[] KEYS = IntStream.range(0, MAX)
		.mapToObj((i) -> ("node" + i + ".result").intern())
		.toArray(String[]::new);

	private GraphKeys() {
	}

	static String[] first(int count) {
		String[] keys = new String[count];
		System.arraycopy(KEYS, 0, keys, 0, count);
		return keys;
	}

	static Object[] values(int count) {
		return IntStream.range(0, count).mapToObj(Double::valueOf).toArray();
	}

}
