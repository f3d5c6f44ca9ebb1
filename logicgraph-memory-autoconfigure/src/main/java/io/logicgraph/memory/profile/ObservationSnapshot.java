package io.logicgraph.memory.profile;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Statistics of an {@link ObservedWork} at one moment. Bytes are cumulative: what was
 * allocated, not what is live. They are {@code null} as long as nothing was measured.
 *
 * @param name name of the observation, such as {@code http.server.requests}
 * @param tags its tags, in the order of their names
 * @param count observations that ended and were measured
 * @param totalBytes bytes of all of them, observations within them included
 * @param meanBytes {@code totalBytes / count}
 * @param maxBytes bytes of the largest one
 * @param lastBytes bytes of the last one
 * @param selfBytes {@code totalBytes} without measured observations within
 * @param lateBytes bytes that other threads allocated after an observation had ended; in
 * no other figure
 * @param unmeasured observations whose bytes are unknown
 * @param exceptions observations that ended with an exception, by its class
 * @param quality how far the bytes can be trusted; {@code null} before the first one
 * @since 0.7.0
 */
public record ObservationSnapshot(String name, Map<String, String> tags, long count, @Nullable Long totalBytes,
		@Nullable Long meanBytes, @Nullable Long maxBytes, @Nullable Long lastBytes, @Nullable Long selfBytes,
		long lateBytes, long unmeasured, Map<String, Long> exceptions, @Nullable Quality quality) {

	static ObservationSnapshot of(String name, Map<String, String> tags, AllocationCounts.Figures figures) {
		return new ObservationSnapshot(name, tags, figures.count(), figures.totalBytes(), figures.meanBytes(),
				figures.maxBytes(), figures.lastBytes(), figures.selfBytes(), figures.lateBytes(), figures.unmeasured(),
				figures.exceptions(), figures.quality());
	}

}
