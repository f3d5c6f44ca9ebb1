package io.logicgraph.memory.profile;

import org.jspecify.annotations.Nullable;

/**
 * Records nothing.
 */
enum NoRecorder implements ProfileRecorder {

	INSTANCE;

	@Override
	public void measured(long bytes, Quality quality, @Nullable Throwable error) {
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
	}

	@Override
	public void close() {
	}

}
