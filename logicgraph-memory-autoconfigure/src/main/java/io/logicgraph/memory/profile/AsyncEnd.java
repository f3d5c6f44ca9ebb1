package io.logicgraph.memory.profile;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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

	private final Consumer<AllocationReport> reports;

	private @Nullable Thread registering;

	/**
	 * Create an end.
	 * @param tracker what is to be stopped
	 * @param reports takes its report
	 */
	AsyncEnd(AllocationTracker tracker, Consumer<AllocationReport> reports) {
		this.tracker = tracker;
		this.reports = reports;
	}

	/**
	 * Stop the tracker when a stage ends.
	 * @param stage the stage
	 * @param reading of {@link ThreadMeter#currentThreadBytes()} when the work returned
	 * it
	 */
	void await(CompletionStage<? extends T> stage, long reading) {
		this.tracker.scope().suspend(reading);
		this.registering = Thread.currentThread();
		try {
			stage.whenComplete(this);
		}
		catch (Throwable ex) {
			// A stage that can't be observed: what was counted so far is all that is
			// known.
			this.tracker.scope().missedSome();
			stop();
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
		stop();
	}

	private void stop() {
		this.reports.accept(this.tracker.stop());
	}

}
