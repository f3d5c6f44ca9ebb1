package io.logicgraph.memory.test;

import io.logicgraph.memory.profile.MemoryProfiler;
import io.logicgraph.memory.profile.Work;
import org.jspecify.annotations.Nullable;

/**
 * The box around a primitive result. The assertion needs it, what is measured doesn't.
 */
// It compares identities on purpose, and returns null from work without a result.
@SuppressWarnings({ "BoxedPrimitiveEquality", "IdentityBinaryExpression", "NullAway" })
final class Boxes {

	private static final int RUNS = 10;

	private static final int NOT_CACHED = 1 << 30;

	private static final long INT_BYTES = least(Boxes::makeInteger);

	private static final long LONG_BYTES = least(Boxes::makeLong);

	@SuppressWarnings("unused")
	private static volatile @Nullable Object sink;

	private Boxes() {
	}

	/**
	 * Return what boxing a value allocates.
	 * @param result the box
	 * @return bytes; 0 if it is not a box, or one that the JDK keeps
	 */
	static long bytes(@Nullable Object result) {
		if (result instanceof Integer value) {
			return (Integer.valueOf(value) != Integer.valueOf(value)) ? INT_BYTES : 0;
		}
		if (result instanceof Long value) {
			return (Long.valueOf(value) != Long.valueOf(value)) ? LONG_BYTES : 0;
		}
		if (result instanceof Short value) {
			return (Short.valueOf(value) != Short.valueOf(value)) ? INT_BYTES : 0;
		}
		if (result instanceof Character value) {
			return (Character.valueOf(value) != Character.valueOf(value)) ? INT_BYTES : 0;
		}
		if (result instanceof Double) {
			return LONG_BYTES;
		}
		return (result instanceof Float) ? INT_BYTES : 0;
	}

	private static @Nullable Void makeInteger() {
		sink = Integer.valueOf(NOT_CACHED);
		return null;
	}

	private static @Nullable Void makeLong() {
		sink = Long.valueOf(NOT_CACHED);
		return null;
	}

	private static long least(Work<?, RuntimeException> work) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < RUNS; i++) {
			least = Math.min(least, MemoryProfiler.measure("box", work).bytes().orElse(0));
		}
		return least;
	}

}
