package io.logicgraph.memory.metrics;

/**
 * The totals of {@link MemoryMetrics}, guarded by a monitor: they are written when a
 * context is made, grows or is dropped, which is rare, and the exact peak of a sum needs
 * one order of all changes.
 * <p>
 * A monitor and not a {@code Lock}, since the JVM leaves a monitor whatever happens. A
 * {@link StackOverflowError} strikes where a method is called, and within the monitor
 * none is, so that a record is made as a whole or not at all.
 */
final class MemoryLedger {

	private long allocations;

	private long deallocations;

	private long allocatedBytes;

	private long currentBytes;

	private long peakBytes;

	private long contexts;

	private long graphs;

	synchronized void allocate(long bytes) {
		this.allocations++;
		this.allocatedBytes += bytes;
		this.currentBytes += bytes;
		if (this.currentBytes > this.peakBytes) {
			this.peakBytes = this.currentBytes;
		}
	}

	synchronized void deallocate(long bytes) {
		this.deallocations++;
		this.currentBytes -= bytes;
	}

	synchronized void countContext() {
		this.contexts++;
	}

	synchronized void countGraph() {
		this.graphs++;
	}

	synchronized MemoryTotals totals() {
		return new MemoryTotals(this.allocations, this.deallocations, this.allocatedBytes, this.currentBytes,
				this.peakBytes, this.contexts, this.graphs);
	}

	synchronized void reset() {
		this.allocations = 0;
		this.deallocations = 0;
		this.allocatedBytes = 0;
		this.currentBytes = 0;
		this.peakBytes = 0;
		this.contexts = 0;
		this.graphs = 0;
	}

}
