package io.logicgraph.memory.profile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.OptionalLong;
import java.util.TreeMap;

import io.logicgraph.memory.metrics.JvmMemory;

/**
 * Finds the samples whose weight is wrong. A sample's weight is what its carrier thread
 * has allocated since its last sample; so the first one of each carrier that is older
 * than the recording has all that the carrier ever allocated.
 * <p>
 * A sample doesn't tell its carrier. But those that existed before and what they had
 * allocated is known: a first sample weighs at least as much. For each such carrier one
 * sample is left out at most, the first that weighs enough. An ordinary sample may go in
 * place of a first one then; the error is less than the weight of one ordinary sample.
 * <p>
 * Used by one thread.
 */
final class FirstSamples {

	/**
	 * How the JDK names carrier threads; other pools' workers do no harm.
	 */
	private static final String CARRIER_NAME = "ForkJoinPool-";

	private final OptionalLong jvmBytesBefore = JvmMemory.allocatedBytes();

	/**
	 * How many carriers there were that had allocated some bytes.
	 */
	private final TreeMap<Long, Integer> carriersByBytes = new TreeMap<>();

	/**
	 * Look at the carriers; to be called before the recording starts.
	 */
	static FirstSamples expect() {
		FirstSamples samples = new FirstSamples();
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null && thread.getThreadName().startsWith(CARRIER_NAME)) {
				samples.expect(ThreadMeter.threadBytes(thread.getThreadId()));
			}
		}
		return samples;
	}

	void expect(long bytes) {
		if (bytes > 0) {
			this.carriersByBytes.merge(bytes, 1, Integer::sum);
		}
	}

	/**
	 * Return whether a sample is to be left out.
	 */
	boolean isFirst(long weight) {
		Long bytes = this.carriersByBytes.floorKey(weight);
		if (bytes != null) {
			this.carriersByBytes.computeIfPresent(bytes, (key, count) -> (count > 1) ? count - 1 : null);
			return true;
		}
		return isMoreThanAll(weight);
	}

	/**
	 * Return whether a sample weighs more than all threads have allocated since: an
	 * earlier recording had samples of the carrier.
	 */
	private boolean isMoreThanAll(long weight) {
		return this.jvmBytesBefore.isPresent()
				&& weight > JvmMemory.allocatedBytes().orElse(Long.MAX_VALUE) - this.jvmBytesBefore.getAsLong();
	}

}
