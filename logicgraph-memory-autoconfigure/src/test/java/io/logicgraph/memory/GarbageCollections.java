package io.logicgraph.memory;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Garbage collections for tests.
 */
public final class GarbageCollections {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration PAUSE = Duration.ofMillis(10);

	private GarbageCollections() {
	}

	/**
	 * Collect garbage until a condition holds.
	 * @param what the condition in words
	 * @param condition the condition
	 */
	public static void until(String what, BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > LIMIT.toNanos()) {
				throw new AssertionError("Not within " + LIMIT + ": " + what);
			}
			System.gc();
			// One collection right after the other would leave other threads no time to
			// deal with what was collected.
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

}
