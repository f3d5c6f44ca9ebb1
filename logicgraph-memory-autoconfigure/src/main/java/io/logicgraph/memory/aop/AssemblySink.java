package io.logicgraph.memory.aop;

import java.util.concurrent.atomic.AtomicBoolean;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.ScopeSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a call allocated that returned a publisher, until somebody subscribes.
 */
final class AssemblySink implements ScopeSink {

	private final Profile profile;

	private final AtomicBoolean subscribed = new AtomicBoolean();

	private long bytes;

	private long nestedBytes;

	private Quality quality = Quality.UNAVAILABLE;

	AssemblySink(Profile profile) {
		this.profile = profile;
	}

	/**
	 * Return what takes the result of another subscription.
	 */
	ScopeSink nextSubscription() {
		return this.subscribed.compareAndSet(false, true) ? new FirstSubscriptionSink() : this.profile;
	}

	@Override
	public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		if (error != null) {
			this.profile.measured(bytes, nestedBytes, quality, error);
			return;
		}
		this.bytes = bytes;
		this.nestedBytes = nestedBytes;
		this.quality = quality;
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
		public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
			Quality both = (AssemblySink.this.quality == Quality.UNAVAILABLE) ? Quality.PARTIAL
					: quality.worse(AssemblySink.this.quality);
			AssemblySink.this.profile.measured(AssemblySink.this.bytes + bytes,
					AssemblySink.this.nestedBytes + nestedBytes, both, error);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			if (AssemblySink.this.quality == Quality.UNAVAILABLE) {
				AssemblySink.this.profile.unmeasured(error);
			}
			else {
				AssemblySink.this.profile.measured(AssemblySink.this.bytes, AssemblySink.this.nestedBytes,
						Quality.PARTIAL, error);
			}
		}

		@Override
		public void late(long bytes, long nestedBytes) {
			AssemblySink.this.profile.late(bytes, nestedBytes);
		}

	}

}
