package io.logicgraph.benchmarks;

import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.Quality;

/**
 * Counts what a scope has measured in a profile, as the advice of profiled methods does.
 */
record ProfileSink(Profile profile) implements ScopeSink {

	@Override
	public String name() {
		return this.profile.id().name();
	}

	@Override
	public void measured(long bytes, long nestedBytes, boolean complete, Throwable error) {
		this.profile.measured(bytes, nestedBytes, Quality.of(complete), error);
	}

	@Override
	public void unmeasured(Throwable error) {
		this.profile.unmeasured(error);
	}

	@Override
	public void late(long bytes, long nestedBytes) {
		this.profile.late(bytes);
	}

}
