package io.logicgraph.memory.micrometer;

import io.logicgraph.memory.internal.ObservedScopes;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one observation allocates. Thread-safe, since its work may go from thread
 * to thread.
 */
final class ObservedAllocation implements ScopeSink {

	private final ObservedThreads threads;

	private final ProfileScope scope;

	private volatile @Nullable Thread firstThread;

	private volatile boolean leftItsThread;

	private volatile boolean followed;

	private volatile @Nullable ObservedSeries series;

	ObservedAllocation(Observation.Context context, @Nullable ProfileScope outer) {
		this.threads = ObservedThreads.of(context);
		this.scope = ObservedScopes.start(this, outer);
	}

	ProfileScope scope() {
		return this.scope;
	}

	void scopeOpened(Observation.Context context) {
		Thread first = this.firstThread;
		if (first == null) {
			this.firstThread = Thread.currentThread();
		}
		else if (first != Thread.currentThread() && !ObservedScopes.isFollowedHere(this.scope)) {
			this.threads.scopeOpenedElsewhere(context, this);
		}
	}

	void scopeClosed(Observation.Context context) {
		this.threads.scopeClosed(context, this);
	}

	/**
	 * Note that work went on elsewhere when the first thread had done its part.
	 */
	void leaveItsThread() {
		this.leftItsThread = true;
	}

	boolean hasLeftItsThread() {
		return this.leftItsThread;
	}

	/**
	 * Note that some of what went on elsewhere was followed.
	 */
	void follow() {
		this.followed = true;
	}

	/**
	 * Note that some of the work was not followed.
	 */
	void missSome() {
		this.scope.missedSome();
	}

	void resultProduced() {
		// A subscriber of Reactor may be outside of the scope in which the value was
		// made.
		if (ObservedScopes.isFollowedHere(this.scope)) {
			follow();
		}
	}

	void stop(Observation.Context context, ObservedSeries series) {
		this.series = series;
		if ((this.leftItsThread && !this.followed) || this.threads.areNeverFollowed()) {
			this.scope.missedSome();
		}
		this.scope.close(context.getError());
	}

	@Override
	public @Nullable String name() {
		ObservedSeries series = this.series;
		return (series != null) ? series.label() : null;
	}

	@Override
	public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		ObservedSeries series = this.series;
		if (series != null) {
			series.measured(bytes, nestedBytes, Quality.of(complete), error);
		}
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		ObservedSeries series = this.series;
		if (series != null) {
			series.unmeasured(error);
		}
	}

	@Override
	public void late(long bytes, long nestedBytes) {
		ObservedSeries series = this.series;
		if (series != null) {
			series.late(bytes);
		}
	}

}
