package io.logicgraph.memory.profile;

import io.logicgraph.memory.internal.FailureLog;
import io.logicgraph.memory.internal.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one profiled method. Made by {@link ProfileRegistry}.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class Profile {

	private static final Log logger = LogFactory.getLog(Profile.class);

	private final ProfileId id;

	private final ProfileRecorder recorder;

	private final MissedWorkLog missedWork;

	private volatile AllocationCounts counts = new AllocationCounts();

	private final FailureLog failures = new FailureLog(logger);

	Profile(ProfileId id, ProfileRecorder recorder, MissedWorkLog missedWork) {
		this.missedWork = missedWork;
		this.id = id;
		this.recorder = recorder;
	}

	/**
	 * Return what is profiled.
	 * @return the identity of this profile
	 */
	public ProfileId id() {
		return this.id;
	}

	/**
	 * Add an execution that was measured.
	 * @param bytes bytes allocated, those of nested executions included
	 * @param nestedBytes bytes of nested executions
	 * @param quality how far {@code bytes} can be trusted
	 * @param error what the work threw, or {@code null}
	 */
	public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		this.counts.measured(bytes, nestedBytes, quality, error);
		if (quality == Quality.PARTIAL) {
			this.missedWork.partial(this.id.name());
		}
		try {
			this.recorder.measured(bytes, quality, error);
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	/**
	 * Add an execution of which the JVM has not counted the bytes.
	 * @param error what the work threw, or {@code null}
	 */
	public void unmeasured(@Nullable Throwable error) {
		this.counts.unmeasured(error);
		try {
			this.recorder.unmeasured(error);
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	/**
	 * Add bytes that were allocated on behalf of an execution after it had ended.
	 * @param bytes bytes allocated
	 */
	public void late(long bytes) {
		this.counts.late(bytes);
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public ProfileSnapshot snapshot() {
		return ProfileSnapshot.of(this.id, this.counts.figures());
	}

	void reset() {
		this.counts = new AllocationCounts();
	}

	void close() {
		try {
			this.recorder.close();
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	private void recorderFailed(Throwable ex) {
		this.failures.log("Could not record profile '%s' as a meter; its statistics are not affected"
			.formatted(Printable.of(this.id.name())), ex);
	}

}
