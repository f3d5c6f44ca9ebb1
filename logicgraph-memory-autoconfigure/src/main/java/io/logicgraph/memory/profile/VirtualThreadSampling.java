package io.logicgraph.memory.profile;

import java.util.Objects;

import io.logicgraph.memory.context.VirtualThreads;

/**
 * Estimates what profiled methods allocate on virtual threads, of which the JVM has no
 * count, with samples of the JDK's Flight Recorder. While it is open, profiled calls on
 * virtual threads are {@link Quality#SAMPLED}; their bytes come a second or two after
 * their end. It records to temporary files, and works from Java 21 on.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class VirtualThreadSampling implements AutoCloseable {

	/**
	 * Default for the largest number of samples a second.
	 */
	public static final int DEFAULT_SAMPLES_PER_SECOND = 1000;

	private final Runnable stop;

	private VirtualThreadSampling(Runnable stop) {
		this.stop = stop;
	}

	/**
	 * Start sampling.
	 * @param registry the profiles
	 * @param samplesPerSecond largest number of samples a second, of the whole JVM
	 * @return what stops the sampling when it is closed
	 * @throws IllegalStateException if this Java runtime has no virtual threads or no
	 * usable Flight Recorder
	 */
	public static VirtualThreadSampling start(ProfileRegistry registry, int samplesPerSecond) {
		Objects.requireNonNull(registry, "registry");
		if (samplesPerSecond < 1) {
			throw new IllegalArgumentException("samplesPerSecond must be 1 or more, was " + samplesPerSecond);
		}
		if (!VirtualThreads.exist()) {
			throw new IllegalStateException("There are no virtual threads before Java 21");
		}
		try {
			JfrSampler sampler = new JfrSampler(registry.frameSamples(), samplesPerSecond);
			sampler.start();
			return new VirtualThreadSampling(sampler::close);
		}
		catch (LinkageError ex) {
			throw new IllegalStateException("This Java runtime has no module jdk.jfr", ex);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("The Flight Recorder of this Java runtime can't be used: " + ex, ex);
		}
	}

	/**
	 * Stop sampling. Calls whose samples have not come yet stay unmeasured.
	 */
	@Override
	public void close() {
		this.stop.run();
	}

}
