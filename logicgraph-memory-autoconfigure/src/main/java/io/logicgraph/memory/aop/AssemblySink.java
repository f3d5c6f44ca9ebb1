package io.logicgraph.memory.aop;

import java.util.concurrent.atomic.AtomicBoolean;

import io.logicgraph.memory.internal.ScopeSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a call allocated that returned a publisher, until somebody subscribes.
 */
final class AssemblySink implements ScopeSink {

	private final ScopeSink profile;

	private final AtomicBoolean subscribed = new AtomicBoolean();

	private long bytes;

	private long nestedBytes;

	private boolean measured;

	private boolean complete;

	AssemblySink(ScopeSink profile) {
		this.profile = profile;
	}

	/**
	 * Return what takes the result of another subscription.
	 */
	ScopeSink nextSubscription() {
		return this.subscribed.compareAndSet(false, true) ? new FirstSubscriptionSink() : this.profile;
	}

	@Override
	public @Nullable String name() {
		return this.profile.name();
	}

	@Override
	public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		if (error != null) {
			this.profile.measured(bytes, nestedBytes, complete, error);
			return;
		}
		this.bytes = bytes;
		this.nestedBytes = nestedBytes;
		this.measured = true;
		this.complete = complete;
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		if (error != null) {
			this.profile.unmeasured(error);
		}
	}

	@Override
	public void late(long bytes, long nestedBytes) {
		this.profile.late(bytes, nestedBytes);
	}

	private final class FirstSubscriptionSink implements ScopeSink {

		@Override
		public @Nullable String name() {
			return AssemblySink.this.name();
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			AssemblySink.this.profile.measured(AssemblySink.this.bytes + bytes,
					AssemblySink.this.nestedBytes + nestedBytes, complete && AssemblySink.this.complete, error);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			if (AssemblySink.this.measured) {
				AssemblySink.this.profile.measured(AssemblySink.this.bytes, AssemblySink.this.nestedBytes, false,
						error);
			}
			else {
				AssemblySink.this.profile.unmeasured(error);
			}
		}

		@Override
		public void late(long bytes, long nestedBytes) {
			AssemblySink.this.profile.late(bytes, nestedBytes);
		}

	}

}
