package io.logicgraph.memory.profile;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Statistics of a {@link Profile} at one moment. Bytes are cumulative: what was
 * allocated, not what is live. They are {@code null} as long as no call was measured.
 *
 * @param name name of the profile
 * @param className simple name of the class
 * @param methodName name of the method
 * @param count calls that ended and were measured
 * @param totalBytes bytes of all measured calls, nested profiles included
 * @param meanBytes {@code totalBytes / count}
 * @param maxBytes bytes of the largest call
 * @param lastBytes bytes of the last call
 * @param selfBytes {@code totalBytes} without nested profiled calls
 * @param lateBytes bytes that other threads allocated after their call had ended; in no
 * other figure
 * @param unmeasured calls whose bytes are unknown
 * @param exceptions calls that ended with an exception, by its class
 * @param quality how far the bytes can be trusted; {@code null} before the first call
 * @since 0.7.0
 */
public record ProfileSnapshot(String name, String className, String methodName, long count, @Nullable Long totalBytes,
		@Nullable Long meanBytes, @Nullable Long maxBytes, @Nullable Long lastBytes, @Nullable Long selfBytes,
		long lateBytes, long unmeasured, Map<String, Long> exceptions, @Nullable Quality quality) {

	static ProfileSnapshot of(ProfileId id, AllocationCounts.Figures figures) {
		return new ProfileSnapshot(id.name(), id.className(), id.methodName(), figures.count(), figures.totalBytes(),
				figures.meanBytes(), figures.maxBytes(), figures.lastBytes(), figures.selfBytes(), figures.lateBytes(),
				figures.unmeasured(), figures.exceptions(), figures.quality());
	}

}
