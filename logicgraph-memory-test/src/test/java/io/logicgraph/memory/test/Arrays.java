package io.logicgraph.memory.test;

import org.jspecify.annotations.Nullable;

/**
 * Work with a known allocation.
 */
final class Arrays {

	private static final int HEADER = 16;

	@SuppressWarnings("unused")
	private static volatile byte @Nullable [] sink;

	private Arrays() {
	}

	/**
	 * Allocate exactly some bytes in one array.
	 * @param bytes a multiple of 8, at least 16
	 * @return the array
	 */
	static byte[] allocate(int bytes) {
		byte[] array = new byte[bytes - HEADER];
		sink = array;
		return array;
	}

}
