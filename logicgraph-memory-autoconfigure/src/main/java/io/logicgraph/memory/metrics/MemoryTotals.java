package io.logicgraph.memory.metrics;

/**
 * The figures of {@link MemoryMetrics} at one moment.
 *
 * @param allocations number of recorded allocations
 * @param deallocations number of recorded deallocations
 * @param totalBytes bytes of all recorded allocations
 * @param currentBytes bytes of recorded allocations that are not gone
 * @param peakBytes largest value of {@code currentBytes}
 * @param contextAllocations number of contexts created
 * @param graphAllocations number of graphs created
 * @since 0.7.0
 */
public record MemoryTotals(long allocations, long deallocations, long totalBytes, long currentBytes, long peakBytes,
		long contextAllocations, long graphAllocations) {

	/**
	 * Return how many recorded allocations were not followed by a deallocation.
	 * @return allocations less deallocations
	 */
	public long activeAllocations() {
		return this.allocations - this.deallocations;
	}

}
