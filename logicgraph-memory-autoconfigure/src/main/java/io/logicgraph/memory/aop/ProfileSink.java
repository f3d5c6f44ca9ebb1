package io.logicgraph.memory.aop;

import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a scope has measured as an execution of a profiled method.
 */
final class ProfileSink implements ScopeSink {

	private final Profile profile;

	ProfileSink(Profile profile) {
		this.profile = profile;
	}

	@Override
	public String name() {
		return this.profile.id().name();
	}

	@Override
	public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		this.profile.measured(bytes, nestedBytes, Quality.of(complete), error);
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		this.profile.unmeasured(error);
	}

	@Override
	public void late(long bytes, long nestedBytes) {
		this.profile.late(bytes);
	}

}
