package io.logicgraph.memory.metrics;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What was recorded and what the JVM said about memory at one moment.
 *
 * @param time when the snapshot was taken
 * @param recorded the recorded figures
 * @param jvmAllocatedBytes bytes that all threads have allocated since the JVM started,
 * virtual threads included; empty where the JVM has no counter (it can from JDK 21 on)
 * @param heapUsedBytes bytes of heap in use, garbage included
 * @param heapAfterGcBytes bytes of heap that were in use after the last collection; empty
 * before the first one
 * @param collections number of collections since the JVM started
 * @since 0.7.0
 */
public record MemorySnapshot(Instant time, MemoryTotals recorded, OptionalLong jvmAllocatedBytes, long heapUsedBytes,
		OptionalLong heapAfterGcBytes, long collections) {

	/**
	 * Take a snapshot.
	 * @param metrics where to take the recorded figures from
	 * @return the snapshot
	 */
	public static MemorySnapshot take(MemoryMetrics metrics) {
		return new MemorySnapshot(Instant.now(), metrics.totals(), JvmMemory.allocatedBytes(),
				JvmMemory.heapUsedBytes(), JvmMemory.heapAfterGcBytes(), JvmMemory.collections());
	}

	/**
	 * Subtract an earlier snapshot.
	 * @param earlier the snapshot to compare with
	 * @return what changed from it to this one
	 */
	public MemoryDiff diff(MemorySnapshot earlier) {
		return new MemoryDiff(earlier, this);
	}

}
