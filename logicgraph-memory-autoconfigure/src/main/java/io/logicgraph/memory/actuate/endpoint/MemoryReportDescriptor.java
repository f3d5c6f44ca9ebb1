package io.logicgraph.memory.actuate.endpoint;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of everything but the leaks.
 *
 * @param since when the figures of observations and profiles began, as in ISO-8601
 * @param time when these figures were read, as in ISO-8601
 * @param allocatedBytes bytes that all threads allocated since {@code since};
 * {@code null} where the JVM has no counter
 * @param pools the pools by name
 * @param memory the memory
 * @param observations the observed work, that with the most bytes first
 * @param profiles the profiles, the one with the most bytes first
 * @param omitted what is left out of this answer because there is too much of it;
 * {@code null} if nothing is
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record MemoryReportDescriptor(String since, String time, @Nullable Long allocatedBytes,
		Map<String, PoolDescriptor> pools, MemoryDescriptor memory, List<ObservationDescriptor> observations,
		List<ProfileDescriptor> profiles, @Nullable OmittedDescriptor omitted) implements OperationResponseBody {

	/**
	 * Description of what is left out of an answer. The sections have all of it.
	 *
	 * @param observations number of observations that are left out, those with the fewest
	 * bytes
	 * @param profiles number of profiles that are left out, those with the fewest bytes
	 */
	public record OmittedDescriptor(int observations, int profiles) {

		static @Nullable OmittedDescriptor of(int observations, int profiles) {
			return (observations > 0 || profiles > 0) ? new OmittedDescriptor(observations, profiles) : null;
		}

	}

}
