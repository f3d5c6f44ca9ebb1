package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Difference between two snapshots; figures that grew are positive.
 *
 * @param earlier the snapshot from which the difference is counted
 * @param later the snapshot to which it is counted
 * @since 0.7.0
 */
public record MemoryDiff(MemorySnapshot earlier, MemorySnapshot later) {

	/**
	 * Return the time between the snapshots.
	 * @return the time
	 */
	public Duration duration() {
		return Duration.between(this.earlier.time(), this.later.time());
	}

	/**
	 * Return how many allocations were recorded.
	 * @return the difference in allocations
	 */
	public long allocations() {
		return this.later.recorded().allocations() - this.earlier.recorded().allocations();
	}

	/**
	 * Return how many deallocations were recorded.
	 * @return the difference in deallocations
	 */
	public long deallocations() {
		return this.later.recorded().deallocations() - this.earlier.recorded().deallocations();
	}

	/**
	 * Return the bytes of the allocations that were recorded.
	 * @return the difference in total bytes
	 */
	public long totalBytes() {
		return this.later.recorded().totalBytes() - this.earlier.recorded().totalBytes();
	}

	/**
	 * Return by how much the recorded live bytes grew.
	 * @return the difference in current bytes
	 */
	public long currentBytes() {
		return this.later.recorded().currentBytes() - this.earlier.recorded().currentBytes();
	}

	/**
	 * Return by how much the recorded peak rose.
	 * @return the difference in peak bytes
	 */
	public long peakBytes() {
		return this.later.recorded().peakBytes() - this.earlier.recorded().peakBytes();
	}

	/**
	 * Return the bytes that all threads allocated.
	 * @return the difference, empty where the JVM has no counter
	 */
	public OptionalLong jvmAllocatedBytes() {
		return difference(this.earlier.jvmAllocatedBytes(), this.later.jvmAllocatedBytes());
	}

	/**
	 * Return by how much the heap in use grew, garbage included.
	 * @return the difference in bytes
	 */
	public long heapUsedBytes() {
		return this.later.heapUsedBytes() - this.earlier.heapUsedBytes();
	}

	/**
	 * Return by how much the heap in use after a collection grew.
	 * @return the difference in bytes, empty if there was no collection before either
	 */
	public OptionalLong heapAfterGcBytes() {
		return difference(this.earlier.heapAfterGcBytes(), this.later.heapAfterGcBytes());
	}

	/**
	 * Return how many collections there were.
	 * @return the number of collections
	 */
	public long collections() {
		return this.later.collections() - this.earlier.collections();
	}

	/**
	 * Return the differences as text of several lines.
	 * @return a readable form
	 */
	public String format() {
		return String.format(Locale.ROOT, """
				Memory in %.3f s
				  Recorded:       %s current, %s peak, %s allocated in %d allocations (%d deallocations)
				  JVM allocated:  %s
				  Heap used:      %s
				  Heap after GC:  %s (%d collections)""", duration().toNanos() / 1e9,
				Bytes.formatSigned(currentBytes()), Bytes.formatSigned(peakBytes()), Bytes.format(totalBytes()),
				allocations(), deallocations(), format(jvmAllocatedBytes()), Bytes.formatSigned(heapUsedBytes()),
				format(heapAfterGcBytes()), collections());
	}

	private static String format(OptionalLong bytes) {
		return bytes.isPresent() ? Bytes.formatSigned(bytes.getAsLong()) : "unknown";
	}

	private static OptionalLong difference(OptionalLong earlier, OptionalLong later) {
		return (earlier.isPresent() && later.isPresent()) ? OptionalLong.of(later.getAsLong() - earlier.getAsLong())
				: OptionalLong.empty();
	}

}
