package io.logicgraph.memory.profile;

import org.jspecify.annotations.Nullable;

/**
 * Records the calls of one {@link Profile} elsewhere, for instance as meters. Called on
 * the profiled thread after each call. What it throws is logged and goes no further.
 *
 * @since 0.7.0
 */
public interface ProfileRecorder {

	/**
	 * Record a call.
	 * @param bytes bytes allocated
	 * @param quality how far they can be trusted
	 * @param error what the call threw, or {@code null}
	 */
	void measured(long bytes, Quality quality, @Nullable Throwable error);

	/**
	 * Record a call that could not be measured.
	 * @param error what the call threw, or {@code null}
	 */
	void unmeasured(@Nullable Throwable error);

	/**
	 * Called when the profile is gone.
	 */
	void close();

	/**
	 * Makes a recorder for each profile.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Records nothing.
		 */
		Factory NONE = (id) -> NoRecorder.INSTANCE;

		/**
		 * Make a recorder.
		 * @param id the profile to record
		 * @return a recorder
		 */
		ProfileRecorder create(ProfileId id);

	}

}
