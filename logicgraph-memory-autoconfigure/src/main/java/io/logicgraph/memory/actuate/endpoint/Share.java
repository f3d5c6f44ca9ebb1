package io.logicgraph.memory.actuate.endpoint;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * A part of the bytes that the JVM allocated.
 */
final class Share {

	private Share() {
	}

	/**
	 * Return the part as a ratio, 0 to 1, or {@code null} if one of both is unknown.
	 */
	static @Nullable Double of(@Nullable Long bytes, OptionalLong jvmAllocatedBytes) {
		long all = jvmAllocatedBytes.orElse(0);
		return (bytes != null && all > 0) ? (double) bytes / all : null;
	}

}
