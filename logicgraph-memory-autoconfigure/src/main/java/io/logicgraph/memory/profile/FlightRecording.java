package io.logicgraph.memory.profile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.logicgraph.memory.internal.ExecutionEvent;
import io.logicgraph.memory.internal.WorkEvent;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * A recording of JDK Flight Recorder. Apart, since a runtime image may be without that.
 */
final class FlightRecording implements AutoCloseable {

	static final String SAMPLE = "jdk.ObjectAllocationSample";

	private static final long MAX_BYTES = 64L << 20;

	/**
	 * The weight of a thread's first sample is what it has allocated since it started, or
	 * since it was sampled the last time. After this time, threads that allocate much
	 * have been sampled.
	 */
	private static final long WARM_UP_MILLIS = 500;

	private final Recording recording = new Recording();

	private final Set<Long> earlierThreads = Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds())
		.boxed()
		.collect(Collectors.toSet());

	FlightRecording(int samplesPerSecond) {
		this.recording.setName("logicgraph-memory");
		this.recording.setToDisk(true);
		this.recording.setMaxSize(MAX_BYTES);
		this.recording.enable(SAMPLE).withStackTrace().with("throttle", samplesPerSecond + "/s");
		this.recording.enable(ExecutionEvent.class).withoutThreshold();
		this.recording.enable(WorkEvent.class).withoutThreshold();
		this.recording.start();
	}

	static boolean isAvailable() {
		return FlightRecorder.isAvailable();
	}

	void warmUp() throws InterruptedException {
		Thread.sleep(WARM_UP_MILLIS);
	}

	void stop() {
		this.recording.stop();
	}

	/**
	 * Return what was sampled.
	 * @param start samples before it are left out
	 * @param stop samples after it are left out
	 */
	AllocationSites read(Instant start, Instant stop, ProfiledFrames frames, OptionalLong allocatedBytes)
			throws IOException {
		Path file = Files.createTempFile("logicgraph-memory", ".jfr");
		try {
			this.recording.dump(file);
			SampleFile samples = new SampleFile(frames, this.earlierThreads, start, stop);
			samples.read(file);
			return samples.sites(allocatedBytes);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	@Override
	public void close() {
		this.recording.close();
	}

}
