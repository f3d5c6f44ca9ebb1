package io.logicgraph.memory.metrics;

import java.util.Locale;

/**
 * Counts of recorded allocations, with the bytes that are live among them and their peak.
 * <p>
 * Nothing is measured here: the figures are what callers record. A
 * {@code io.logicgraph.memory.pool.ContextPool} records each context that it creates,
 * that grows and that it drops, so that {@link #currentBytes()} is what the pools'
 * contexts occupy; applications may record what they hold beside that.
 * <p>
 * Thread-safe. All figures are exact, the peak included: it is the largest value that
 * {@link #currentBytes()} ever had.
 *
 * @since 0.7.0
 */
public final class MemoryMetrics {

	private static final MemoryMetrics GLOBAL = new MemoryMetrics();

	private final MemoryLedger ledger = new MemoryLedger();

	/**
	 * Return the instance that the whole process shares.
	 * @return the shared metrics
	 */
	public static MemoryMetrics global() {
		return GLOBAL;
	}

	/**
	 * Record an allocation.
	 * @param bytes its size in bytes
	 * @throws IllegalArgumentException if {@code bytes} is negative
	 */
	public void recordAllocation(long bytes) {
		this.ledger.allocate(requireSize(bytes));
	}

	/**
	 * Record that something which was recorded as allocated is gone.
	 * @param bytes its size in bytes
	 * @throws IllegalArgumentException if {@code bytes} is negative
	 */
	public void recordDeallocation(long bytes) {
		this.ledger.deallocate(requireSize(bytes));
	}

	/**
	 * Record that a context was created. Its bytes are recorded by
	 * {@link #recordAllocation(long)}.
	 */
	public void recordContextAllocation() {
		this.ledger.countContext();
	}

	/**
	 * Record that a graph was created. Its bytes are recorded by
	 * {@link #recordAllocation(long)}.
	 */
	public void recordGraphAllocation() {
		this.ledger.countGraph();
	}

	/**
	 * Return how many allocations were recorded.
	 * @return the number of allocations
	 */
	public long totalAllocations() {
		return totals().allocations();
	}

	/**
	 * Return how many deallocations were recorded.
	 * @return the number of deallocations
	 */
	public long totalDeallocations() {
		return totals().deallocations();
	}

	/**
	 * Return how many recorded allocations were not followed by a deallocation.
	 * @return allocations less deallocations
	 */
	public long activeAllocations() {
		return totals().activeAllocations();
	}

	/**
	 * Return the bytes of all recorded allocations, gone or not.
	 * @return bytes
	 */
	public long totalBytes() {
		return totals().totalBytes();
	}

	/**
	 * Return the bytes of recorded allocations that are not gone.
	 * @return bytes
	 */
	public long currentBytes() {
		return totals().currentBytes();
	}

	/**
	 * Return the largest value that {@link #currentBytes()} had.
	 * @return bytes
	 */
	public long peakBytes() {
		return totals().peakBytes();
	}

	/**
	 * Return how many contexts were recorded.
	 * @return the number of contexts created
	 */
	public long contextAllocations() {
		return totals().contextAllocations();
	}

	/**
	 * Return how many graphs were recorded.
	 * @return the number of graphs created
	 */
	public long graphAllocations() {
		return totals().graphAllocations();
	}

	/**
	 * Return all figures as they were at one moment.
	 * @return the figures
	 */
	public MemoryTotals totals() {
		return this.ledger.totals();
	}

	/**
	 * Set all figures to 0. What is allocated now and recorded as gone later then makes
	 * {@link #currentBytes()} negative: reset between runs, not during one.
	 */
	public void reset() {
		this.ledger.reset();
	}

	/**
	 * Return the figures as text of several lines.
	 * @return a readable summary
	 */
	public String summary() {
		MemoryTotals totals = totals();
		return String.format(Locale.ROOT, """
				Memory metrics
				  Allocations:    %d total, %d active
				  Deallocations:  %d
				  Bytes:          %s current, %s peak, %s total
				  Contexts:       %d created
				  Graphs:         %d created""", totals.allocations(), totals.activeAllocations(),
				totals.deallocations(), Bytes.format(totals.currentBytes()), Bytes.format(totals.peakBytes()),
				Bytes.format(totals.totalBytes()), totals.contextAllocations(), totals.graphAllocations());
	}

	private static long requireSize(long bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException("bytes must be 0 or more, was " + bytes);
		}
		return bytes;
	}

}
