package io.logicgraph.memory.actuate.endpoint;

import java.util.Map;
import java.util.OptionalLong;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;

/**
 * Description of a {@link ProfileSnapshot}. Bytes are cumulative: what was allocated, not
 * what is live.
 *
 * @param name name of the profile
 * @param className simple name of the class, if there is one
 * @param methodName name of the method, if there is one
 * @param count calls that ended and were measured
 * @param totalBytes bytes of all measured calls, nested profiles included
 * @param meanBytes {@code totalBytes / count}
 * @param maxBytes bytes of the largest call
 * @param lastBytes bytes of the last call
 * @param selfBytes {@code totalBytes} without nested profiled calls
 * @param share {@code selfBytes} by all bytes that the JVM allocated since the figures
 * began, 0 to 1; {@code null} where the JVM has no such counter
 * @param lateBytes bytes that other threads allocated after their call had ended
 * @param unmeasured calls whose bytes are unknown
 * @param exceptions calls that ended with an exception, by its class
 * @param quality how far the bytes can be trusted; {@code null} before the first call
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record ProfileDescriptor(String name, @Nullable String className, @Nullable String methodName, long count,
		@Nullable Long totalBytes, @Nullable Long meanBytes, @Nullable Long maxBytes, @Nullable Long lastBytes,
		@Nullable Long selfBytes, @Nullable Double share, long lateBytes, long unmeasured, Map<String, Long> exceptions,
		@Nullable String quality) {

	static ProfileDescriptor of(ProfileSnapshot snapshot, OptionalLong jvmAllocatedBytes) {
		Quality quality = snapshot.quality();
		return new ProfileDescriptor(snapshot.name(), textOrNull(snapshot.className()),
				textOrNull(snapshot.methodName()), snapshot.count(), snapshot.totalBytes(), snapshot.meanBytes(),
				snapshot.maxBytes(), snapshot.lastBytes(), snapshot.selfBytes(),
				Share.of(snapshot.selfBytes(), jvmAllocatedBytes), snapshot.lateBytes(), snapshot.unmeasured(),
				snapshot.exceptions(), (quality != null) ? quality.label() : null);
	}

	private static @Nullable String textOrNull(String text) {
		return text.isEmpty() ? null : text;
	}

}
