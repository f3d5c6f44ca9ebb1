package io.logicgraph.memory.profile;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

import io.logicgraph.memory.internal.Printable;

/**
 * What an {@link AllocationTracker} measured.
 *
 * @param name name of the tracker
 * @param allocations allocations recorded in
 * {@link io.logicgraph.memory.metrics.MemoryMetrics#global()} meanwhile, by all threads
 * @param bytes bytes that the work allocated, all of it, recorded or not; empty where the
 * JVM has no counter
 * @param duration time from start to stop
 * @param quality how far {@code bytes} can be trusted
 * @since 0.7.0
 */
public record AllocationReport(String name, long allocations, OptionalLong bytes, Duration duration, Quality quality) {

	private static final double BYTES_PER_MB = 1024 * 1024;

	/**
	 * Return the report as one line.
	 */
	@Override
	public String toString() {
		return "[%s] Allocations: %d, Bytes: %s, Duration: %s".formatted(Printable.of(this.name), this.allocations,
				formatBytes(), formatDuration());
	}

	private String formatBytes() {
		if (this.bytes.isEmpty()) {
			return "unavailable";
		}
		long count = this.bytes.getAsLong();
		String text = String.format(Locale.ROOT, "%d (%.2f MB)", count, count / BYTES_PER_MB);
		return (this.quality == Quality.EXACT) ? text : text + " " + this.quality.label();
	}

	private String formatDuration() {
		return String.format(Locale.ROOT, "%.3f ms", this.duration.toNanos() / 1e6);
	}

}
