package io.logicgraph.memory.profile;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The largest value seen; cheap once it is seldom exceeded.
 */
final class MaxLong {

	private final AtomicLong value = new AtomicLong();

	void update(long candidate) {
		long max = this.value.get();
		while (candidate > max && !this.value.weakCompareAndSetVolatile(max, candidate)) {
			max = this.value.get();
		}
	}

	long get() {
		return this.value.get();
	}

}
