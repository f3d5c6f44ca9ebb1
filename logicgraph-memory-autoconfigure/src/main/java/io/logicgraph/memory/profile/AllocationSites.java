package io.logicgraph.memory.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Where an application allocates, as sampled by JDK Flight Recorder over some time. The
 * bytes are estimates: the JVM takes a sample now and then, and its weight is what the
 * thread has allocated since the last one.
 *
 * @param started when the recording began
 * @param duration how long it took
 * @param samples number of samples
 * @param estimatedBytes estimate of the bytes allocated by all threads
 * @param allocatedBytes bytes allocated by all threads as the JVM counted them; empty
 * where it has no counter
 * @param sites the sites with most bytes, the largest first
 * @param omittedSites number of sites that are not among them
 * @param omittedBytes estimate of the bytes of those
 * @since 0.7.0
 */
public record AllocationSites(Instant started, Duration duration, long samples, long estimatedBytes,
		OptionalLong allocatedBytes, List<Site> sites, long omittedSites, long omittedBytes) {

	/**
	 * A place in the code that allocated objects of one class for one execution.
	 *
	 * @param profile name of the innermost profiled method in which the thread was,
	 * {@code null} if in none
	 * @param observation name and tags of the innermost observation for which the thread
	 * worked, {@code null} if for none
	 * @param className class of the objects, such as {@code byte[]}
	 * @param frames the stack, innermost first, such as {@code com.acme.Quotes.quote:17};
	 * at most 64
	 * @param estimatedBytes estimate of the bytes
	 * @param samples number of samples
	 * @param error part of the estimate by which it may be off, with a probability of 95
	 * %; 1 or more for few samples
	 */
	public record Site(@Nullable String profile, @Nullable String observation, String className, List<String> frames,
			long estimatedBytes, long samples, double error) {
	}

}
