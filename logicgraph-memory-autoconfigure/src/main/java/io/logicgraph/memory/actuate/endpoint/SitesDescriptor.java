package io.logicgraph.memory.actuate.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.profile.AllocationSites;
import io.logicgraph.memory.profile.AllocationSites.Site;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of {@link AllocationSites}.
 *
 * @param started when the recording began, as in ISO-8601
 * @param seconds how long it took
 * @param samples number of samples
 * @param estimatedBytes estimate of the bytes allocated by all threads
 * @param allocatedBytes bytes allocated by all threads as the JVM counted them;
 * {@code null} where it has no counter
 * @param omittedSites number of sites that are left out
 * @param omittedBytes estimate of the bytes of those
 * @param sites the sites with most bytes, the largest first
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record SitesDescriptor(String started, double seconds, long samples, long estimatedBytes,
		@Nullable Long allocatedBytes, long omittedSites, long omittedBytes,
		List<SiteDescriptor> sites) implements OperationResponseBody {

	static SitesDescriptor of(AllocationSites sites) {
		return new SitesDescriptor(sites.started().toString(), sites.duration().toMillis() / 1000.0, sites.samples(),
				sites.estimatedBytes(), sites.allocatedBytes().isPresent() ? sites.allocatedBytes().getAsLong() : null,
				sites.omittedSites(), sites.omittedBytes(),
				sites.sites().stream().map((site) -> SiteDescriptor.of(site, sites.estimatedBytes())).toList());
	}

	/**
	 * Description of a {@link Site}.
	 *
	 * @param profile name of the innermost profiled method, {@code null} if in none
	 * @param observation name and tags of the innermost observation, {@code null} if in
	 * none
	 * @param className class of the objects
	 * @param estimatedBytes estimate of the bytes
	 * @param share part of all estimated bytes, 0 to 1
	 * @param samples number of samples
	 * @param error part of the estimate by which it may be off, with a probability of 95
	 * %
	 * @param frames the stack, innermost frame first
	 */
	@JsonInclude(Include.NON_NULL)
	public record SiteDescriptor(@Nullable String profile, @Nullable String observation, String className,
			long estimatedBytes, double share, long samples, double error, List<String> frames) {

		static SiteDescriptor of(Site site, long allBytes) {
			return new SiteDescriptor(site.profile(), site.observation(), site.className(), site.estimatedBytes(),
					(allBytes > 0) ? (double) site.estimatedBytes() / allBytes : 0, site.samples(), site.error(),
					site.frames());
		}

	}

}
