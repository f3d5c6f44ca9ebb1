package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.AllocationRecording;
import io.logicgraph.memory.profile.AllocationRecording.State;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of an {@link AllocationRecording}. What doesn't apply is {@code null}.
 *
 * @param state {@code none}, {@code recording}, {@code done}, {@code failed}, or
 * {@code unavailable} where nothing can be recorded
 * @param started when it was started, as in ISO-8601
 * @param seconds how long it takes
 * @param samplesPerSecond number of samples per second at most
 * @param remainingSeconds how long it still takes
 * @param reason why it failed, or why nothing can be recorded
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record RecordingDescriptor(String state, @Nullable String started, @Nullable Long seconds,
		@Nullable Integer samplesPerSecond, @Nullable Long remainingSeconds,
		@Nullable String reason) implements OperationResponseBody {

	static RecordingDescriptor of(AllocationRecorder recorder) {
		String reason = recorder.unavailableReason();
		return (reason != null) ? new RecordingDescriptor("unavailable", null, null, null, null, reason)
				: of(recorder.recording());
	}

	private static RecordingDescriptor of(AllocationRecording recording) {
		Instant started = recording.started();
		if (started == null) {
			return new RecordingDescriptor(recording.state().label(), null, null, null, null, null);
		}
		return new RecordingDescriptor(recording.state().label(), started.toString(), recording.duration().toSeconds(),
				recording.samplesPerSecond(), remainingSeconds(recording), recording.reason());
	}

	private static @Nullable Long remainingSeconds(AllocationRecording recording) {
		Instant end = recording.end();
		if (end == null || recording.state() != State.RECORDING) {
			return null;
		}
		return Math.max(Duration.between(Instant.now(), end).toSeconds(), 0);
	}

}
