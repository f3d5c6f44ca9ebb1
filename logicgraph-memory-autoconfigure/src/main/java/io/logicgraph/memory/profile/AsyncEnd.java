package io.logicgraph.memory.profile;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ThreadMeter;
import org.jspecify.annotations.Nullable;

/**
 * Stops a tracker when a stage ends.
 *
 * @param <T> the type of the stage's result
 */
final class AsyncEnd<T> implements BiConsumer<@Nullable T, @Nullable Throwable> {

	private final AllocationTracker tracker;

	private @Nullable Thread registering;

	AsyncEnd(AllocationTracker tracker) {
		this.tracker = tracker;
	}

	void await(CompletionStage<T> stage) {
		long reading = ThreadMeter.currentThreadBytes();
		this.tracker.scope().suspend(reading);
		this.registering = Thread.currentThread();
		try {
			stage.whenComplete(this);
		}
		catch (Throwable ex) {
			// A stage that can't be observed: what was counted so far is all that is
			// known.
			this.tracker.scope().missedSome();
			this.tracker.stop();
		}
		finally {
			this.registering = null;
			ProfileScope.skip(reading);
		}
	}

	@Override
	public void accept(@Nullable T result, @Nullable Throwable error) {
		ProfileScope scope = this.tracker.scope();
		// A stage that has ended already calls back at once, and then nothing was missed.
		if (this.registering != Thread.currentThread() && !scope.isFollowedHere()) {
			scope.missedSome();
		}
		this.tracker.stop();
	}

}
