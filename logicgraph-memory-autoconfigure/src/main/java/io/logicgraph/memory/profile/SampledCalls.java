package io.logicgraph.memory.profile;

import java.util.HashMap;
import java.util.Map;

import io.logicgraph.memory.context.VirtualThreads;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the calls of a profile on virtual threads, known at once, with their
 * bytes, which samples tell a second or two later.
 * <p>
 * A sample can't be matched with a single call; so calls wait until all samples from
 * before their end have come, and until there is at least one. Then they share the bytes
 * evenly.
 */
final class SampledCalls {

	/**
	 * Calls that wait for a first sample, at most.
	 */
	static final int MOST_WAITING = 100_000;

	private final Profile profile;

	private final FrameSamples samples;

	// All that follows is guarded by this.

	/**
	 * Calls that ended since the last cut.
	 */
	private Calls ended = new Calls();

	/**
	 * Calls that ended before the last cut.
	 */
	private Calls cut = new Calls();

	/**
	 * Calls of which all samples have come, though there was none yet.
	 */
	private Calls waiting = new Calls();

	private long bytes;

	private long nestedBytes;

	SampledCalls(Profile profile, FrameSamples samples) {
		this.profile = profile;
		this.samples = samples;
	}

	/**
	 * Take a call that ends on the current thread.
	 * @param bytes bytes of it that are known already, since other threads allocated them
	 * @return {@code false} if it can't be sampled
	 */
	boolean take(long bytes, long nestedBytes, @Nullable Throwable error) {
		if (!this.samples.isActive() || !VirtualThreads.isCurrent()) {
			return false;
		}
		synchronized (this) {
			this.ended.add(1, (error != null) ? error.getClass() : null);
			this.bytes += bytes;
			this.nestedBytes += nestedBytes;
		}
		return true;
	}

	synchronized void sample(long bytes, boolean nested) {
		this.bytes += bytes;
		if (nested) {
			this.nestedBytes += bytes;
		}
	}

	/**
	 * Begin to wait for the samples of the calls that have ended so far.
	 */
	synchronized void cut() {
		this.cut.addAll(this.ended);
		this.ended = new Calls();
	}

	/**
	 * Note that all samples from before the last cut have come.
	 */
	void settle() {
		Calls calls;
		long bytes;
		long nestedBytes;
		synchronized (this) {
			this.waiting.addAll(this.cut);
			this.cut = new Calls();
			calls = this.waiting;
			bytes = this.bytes;
			nestedBytes = this.nestedBytes;
			if (calls.count == 0 || (bytes == 0 && calls.count <= MOST_WAITING)) {
				return;
			}
			this.waiting = new Calls();
			this.bytes = 0;
			this.nestedBytes = 0;
		}
		if (bytes > 0) {
			this.profile.sampled(calls, bytes, nestedBytes);
		}
		else {
			this.profile.unsampled(calls);
		}
	}

	/**
	 * Return the number of calls of which the bytes are not known yet.
	 */
	synchronized long pending() {
		return this.ended.count + this.cut.count + this.waiting.count;
	}

	synchronized void reset() {
		this.ended = new Calls();
		this.cut = new Calls();
		this.waiting = new Calls();
		this.bytes = 0;
		this.nestedBytes = 0;
	}

	/**
	 * A number of calls by the class of the exception that they threw, {@code null} for
	 * none.
	 */
	static final class Calls {

		private long count;

		private final Map<@Nullable Class<? extends Throwable>, Long> byError = new HashMap<>(2);

		long count() {
			return this.count;
		}

		Map<@Nullable Class<? extends Throwable>, Long> byError() {
			return this.byError;
		}

		private void add(long calls, @Nullable Class<? extends Throwable> error) {
			this.count += calls;
			this.byError.merge(error, calls, Long::sum);
		}

		private void addAll(Calls calls) {
			calls.byError.forEach((error, count) -> add(count, error));
		}

	}

}
