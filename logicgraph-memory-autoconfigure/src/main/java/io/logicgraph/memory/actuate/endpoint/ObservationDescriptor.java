package io.logicgraph.memory.actuate.endpoint;

import java.util.Map;
import java.util.OptionalLong;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.profile.ObservationSnapshot;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;

/**
 * Description of an {@link ObservationSnapshot}. Bytes are cumulative: what was
 * allocated, not what is live.
 *
 * @param name name of the observations
 * @param tags their tags
 * @param count observations that ended and were measured
 * @param totalBytes bytes of all measured observations, nested ones included
 * @param meanBytes {@code totalBytes / count}
 * @param maxBytes bytes of the largest observation
 * @param lastBytes bytes of the last observation
 * @param selfBytes {@code totalBytes} without nested observations
 * @param share {@code selfBytes} by all bytes that the JVM allocated since the figures
 * began, 0 to 1; {@code null} where the JVM has no such counter
 * @param lateBytes bytes that other threads allocated after their observation had ended
 * @param unmeasured observations whose bytes are unknown
 * @param exceptions observations that ended with an exception, by its class
 * @param quality how far the bytes can be trusted; {@code null} before the first
 * observation
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record ObservationDescriptor(String name, Map<String, String> tags, long count, @Nullable Long totalBytes,
		@Nullable Long meanBytes, @Nullable Long maxBytes, @Nullable Long lastBytes, @Nullable Long selfBytes,
		@Nullable Double share, long lateBytes, long unmeasured, Map<String, Long> exceptions,
		@Nullable String quality) {

	static ObservationDescriptor of(ObservationSnapshot snapshot, OptionalLong jvmAllocatedBytes) {
		Quality quality = snapshot.quality();
		return new ObservationDescriptor(snapshot.name(), snapshot.tags(), snapshot.count(), snapshot.totalBytes(),
				snapshot.meanBytes(), snapshot.maxBytes(), snapshot.lastBytes(), snapshot.selfBytes(),
				Share.of(snapshot.selfBytes(), jvmAllocatedBytes), snapshot.lateBytes(), snapshot.unmeasured(),
				snapshot.exceptions(), (quality != null) ? quality.label() : null);
	}

}
