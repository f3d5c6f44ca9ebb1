package io.logicgraph.memory.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A recording of an {@link AllocationRecorder}.
 *
 * @param state what became of it
 * @param started when it was started, {@code null} if there was none
 * @param duration how long it takes
 * @param samplesPerSecond number of samples per second at most
 * @param reason why it failed, {@code null} if it didn't
 * @since 0.7.0
 */
public record AllocationRecording(State state, @Nullable Instant started, Duration duration, int samplesPerSecond,
		@Nullable String reason) {

	static final AllocationRecording NONE = new AllocationRecording(State.NONE, null, Duration.ZERO, 0, null);

	static AllocationRecording running(Instant started, Duration duration, int samplesPerSecond) {
		return new AllocationRecording(State.RECORDING, started, duration, samplesPerSecond, null);
	}

	AllocationRecording done() {
		return new AllocationRecording(State.DONE, this.started, this.duration, this.samplesPerSecond, null);
	}

	AllocationRecording failed(String reason) {
		return new AllocationRecording(State.FAILED, this.started, this.duration, this.samplesPerSecond, reason);
	}

	/**
	 * Return when the recording ends or was to end. Its result takes a moment longer.
	 * @return the time, {@code null} if there is no recording
	 */
	public @Nullable Instant end() {
		return (this.started != null) ? this.started.plus(this.duration) : null;
	}

	/**
	 * What became of a recording.
	 */
	public enum State {

		/**
		 * Nothing was recorded yet.
		 */
		NONE,

		/**
		 * It is running, or its result is being made.
		 */
		RECORDING,

		/**
		 * It is done, and there is a result.
		 */
		DONE,

		/**
		 * It failed.
		 */
		FAILED;

		/**
		 * Return the lower-case name, as used in the endpoint.
		 * @return the name
		 */
		public String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
