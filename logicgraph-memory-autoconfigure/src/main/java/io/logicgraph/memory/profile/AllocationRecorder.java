package io.logicgraph.memory.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

import io.logicgraph.memory.internal.Jfr;
import io.logicgraph.memory.metrics.JvmMemory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records where an application allocates, by profile, observation, class and stack, with
 * JDK Flight Recorder in the same process. One recording at a time; each ends by itself.
 * Its file, of at most 64 MB, is in the directory for temporary files, and is deleted
 * once it is read.
 * <p>
 * Thread-safe. Recordings run on a daemon thread, so none keeps the JVM alive.
 *
 * @since 0.7.0
 */
public final class AllocationRecorder implements AutoCloseable {

	/**
	 * Longest duration of a recording.
	 */
	public static final Duration MAX_DURATION = Duration.ofMinutes(10);

	/**
	 * Largest number of samples per second that can be asked for.
	 */
	public static final int MAX_SAMPLES_PER_SECOND = 10_000;

	private static final Log logger = LogFactory.getLog(AllocationRecorder.class);

	private final ProfileRegistry profiles;

	private AllocationRecording recording = AllocationRecording.NONE;

	private @Nullable AllocationSites sites;

	private @Nullable Thread thread;

	private boolean closed;

	/**
	 * Create a recorder.
	 * @param profiles the profiles, whose methods are looked for on the stacks of samples
	 * that belong to no execution known to be complete
	 */
	public AllocationRecorder(ProfileRegistry profiles) {
		this.profiles = Objects.requireNonNull(profiles, "profiles");
	}

	/**
	 * Return why nothing can be recorded in this JVM.
	 * @return the reason, or {@code null} if recordings are possible
	 */
	public @Nullable String unavailableReason() {
		if (!Jfr.isPresent()) {
			return "the runtime image lacks the module jdk.jfr";
		}
		return FlightRecording.isAvailable() ? null : "this JVM has no JDK Flight Recorder";
	}

	/**
	 * Start a recording.
	 * @param duration how long it takes, longer than 0 and at most {@link #MAX_DURATION}
	 * @param samplesPerSecond how many samples the JVM takes at most in a second, from 1
	 * to {@link #MAX_SAMPLES_PER_SECOND}
	 * @return the recording
	 * @throws IllegalArgumentException if a value is out of its range
	 * @throws IllegalStateException if a recording is running, if this recorder is
	 * closed, or if there is no JDK Flight Recorder
	 */
	public synchronized AllocationRecording start(Duration duration, int samplesPerSecond) {
		check(duration, samplesPerSecond);
		String reason = unavailableReason();
		if (reason != null) {
			throw new IllegalStateException("Nothing can be recorded: " + reason);
		}
		if (this.closed) {
			throw new IllegalStateException("The recorder is closed");
		}
		if (this.thread != null) {
			throw new IllegalStateException("A recording is running until " + this.recording.end());
		}
		AllocationRecording started = AllocationRecording.running(Instant.now(), duration, samplesPerSecond);
		Thread thread = new Thread(() -> record(started), "logicgraph-recording");
		thread.setDaemon(true);
		thread.start();
		this.thread = thread;
		this.recording = started;
		return started;
	}

	private static void check(Duration duration, int samplesPerSecond) {
		Objects.requireNonNull(duration, "duration");
		if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_DURATION) > 0) {
			throw new IllegalArgumentException(
					"A recording must take from 1 to %d seconds, was %s".formatted(MAX_DURATION.toSeconds(), duration));
		}
		if (samplesPerSecond < 1 || samplesPerSecond > MAX_SAMPLES_PER_SECOND) {
			throw new IllegalArgumentException("The samples per second must be a number from 1 to %d, was %d"
				.formatted(MAX_SAMPLES_PER_SECOND, samplesPerSecond));
		}
	}

	/**
	 * Return the last recording.
	 * @return what became of it, or {@link AllocationRecording.State#NONE}
	 */
	public synchronized AllocationRecording recording() {
		return this.recording;
	}

	/**
	 * Return what the last recording that was successful has found.
	 * @return the sites, or {@code null} if there was no such recording
	 */
	public synchronized @Nullable AllocationSites sites() {
		return this.sites;
	}

	private void record(AllocationRecording started) {
		try (FlightRecording flight = new FlightRecording(started.samplesPerSecond())) {
			flight.warmUp();
			Instant start = Instant.now();
			OptionalLong before = JvmMemory.allocatedBytes();
			Thread.sleep(started.duration().toMillis());
			OptionalLong after = JvmMemory.allocatedBytes();
			Instant stop = Instant.now();
			flight.stop();
			OptionalLong allocated = (before.isPresent() && after.isPresent())
					? OptionalLong.of(after.getAsLong() - before.getAsLong()) : OptionalLong.empty();
			AllocationSites found = flight.read(start, stop, new ProfiledFrames(this.profiles.snapshots()), allocated);
			ended(started.done(), found);
		}
		catch (InterruptedException ex) {
			ended(started.failed("the application ended"), null);
		}
		catch (Exception | LinkageError | OutOfMemoryError ex) {
			logger.warn("Could not record the sites of allocations", ex);
			ended(started.failed(String.valueOf(ex.getMessage())), null);
		}
	}

	private synchronized void ended(AllocationRecording ended, @Nullable AllocationSites found) {
		this.recording = ended;
		if (found != null) {
			this.sites = found;
		}
		this.thread = null;
	}

	/**
	 * Stop the recording that is running, if any, without a result. No other one can be
	 * started.
	 */
	@Override
	public void close() {
		Thread thread;
		synchronized (this) {
			this.closed = true;
			thread = this.thread;
		}
		if (thread != null) {
			thread.interrupt();
		}
	}

}
