package io.logicgraph.memory.profile;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asserts that each of many calls was charged what it allocated, while HotSpot compiles
 * what they call.
 */
public final class ExactBytes {

	/**
	 * Too few for HotSpot to queue a method that was not called before.
	 */
	private static final int COLD_CALLS = 20;

	private static final int MOST_SURPLUSES = 2;

	private static final int LARGEST_SURPLUS = 1024;

	private ExactBytes() {
	}

	/**
	 * Assert what calls were charged, but allow two of them a surplus once they are warm:
	 * when HotSpot queues a method for compilation, it may make the string literals of
	 * its class on the thread that happens to call it.
	 * @param expected what each call allocates
	 * @param charged what each call was charged, in order
	 */
	public static void assertExact(long expected, List<Long> charged) {
		assertThat(charged.subList(0, COLD_CALLS)).containsOnly(expected);
		assertThat(charged).filteredOn((bytes) -> bytes != expected)
			.hasSizeLessThanOrEqualTo(MOST_SURPLUSES)
			.allMatch((bytes) -> bytes > expected && bytes < expected + LARGEST_SURPLUS);
	}

}
