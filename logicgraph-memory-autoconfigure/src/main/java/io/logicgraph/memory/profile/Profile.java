package io.logicgraph.memory.profile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.logicgraph.memory.context.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one profiled method. Made by {@link ProfileRegistry}.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class Profile implements ScopeSink {

	private static final Log logger = LogFactory.getLog(Profile.class);

	private final ProfileId id;

	private final ProfileRecorder recorder;

	private volatile Counts counts = new Counts();

	private final FailureLog failures = new FailureLog(logger);

	/**
	 * Calls on virtual threads; {@code null} if these can't be sampled.
	 */
	private volatile @Nullable SampledCalls sampledCalls;

	/**
	 * Guarded by this.
	 */
	private boolean neverSampled;

	Profile(ProfileId id, ProfileRecorder recorder) {
		this.id = id;
		this.recorder = recorder;
	}

	/**
	 * Return what is profiled.
	 * @return the identity of this profile
	 */
	public ProfileId id() {
		return this.id;
	}

	@Override
	public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		if (quality == Quality.PARTIAL && isSampled(bytes, nestedBytes, error)) {
			return;
		}
		this.counts.measured(bytes, nestedBytes, quality, error);
		try {
			this.recorder.measured(bytes, quality, error);
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		if (isSampled(0, 0, error)) {
			return;
		}
		this.counts.unmeasured(error);
		try {
			this.recorder.unmeasured(error);
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	@Override
	public void late(long bytes) {
		this.counts.late(bytes);
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public ProfileSnapshot snapshot() {
		SampledCalls sampledCalls = this.sampledCalls;
		return this.counts.snapshot(this.id, (sampledCalls != null) ? sampledCalls.pending() : 0);
	}

	void reset() {
		this.counts = new Counts();
		SampledCalls sampledCalls = this.sampledCalls;
		if (sampledCalls != null) {
			sampledCalls.reset();
		}
	}

	/**
	 * Let calls on virtual threads wait for samples, while there are some.
	 * @return what is to be given the samples, or {@code null} if there must be none
	 */
	synchronized @Nullable SampledCalls beSampled(FrameSamples samples) {
		if (this.neverSampled) {
			return null;
		}
		SampledCalls calls = this.sampledCalls;
		if (calls == null) {
			calls = new SampledCalls(this, samples);
			this.sampledCalls = calls;
		}
		return calls;
	}

	/**
	 * Leave calls on virtual threads unmeasured: samples would say something wrong.
	 */
	synchronized void neverBeSampled() {
		this.neverSampled = true;
		this.sampledCalls = null;
	}

	/**
	 * Record calls on virtual threads that allocated some bytes together.
	 */
	void sampled(SampledCalls.Calls calls, long bytes, long nestedBytes) {
		this.counts.sampled(calls, bytes, nestedBytes);
		double meanBytes = (double) bytes / calls.count();
		try {
			calls.byError().forEach((error, count) -> this.recorder.sampled(count, meanBytes, error));
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	/**
	 * Record calls on virtual threads of which there was no sample.
	 */
	void unsampled(SampledCalls.Calls calls) {
		this.counts.unsampled(calls);
		try {
			for (long i = 0; i < calls.count(); i++) {
				this.recorder.unmeasured(null);
			}
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	void close() {
		try {
			this.recorder.close();
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
	}

	private boolean isSampled(long bytes, long nestedBytes, @Nullable Throwable error) {
		SampledCalls sampledCalls = this.sampledCalls;
		return sampledCalls != null && sampledCalls.take(bytes, nestedBytes, error);
	}

	private void recorderFailed(Throwable ex) {
		this.failures.log("Could not record profile '%s' as a meter; its statistics are not affected"
			.formatted(Printable.of(this.id.name())), ex);
	}

	/**
	 * The figures since the last reset.
	 */
	private static final class Counts {

		private final LongAdder count = new LongAdder();

		private final LongAdder totalBytes = new LongAdder();

		private final LongAdder nestedBytes = new LongAdder();

		private final LongAdder unmeasured = new LongAdder();

		private final LongAdder lateBytes = new LongAdder();

		private final Map<String, LongAdder> exceptions = new ConcurrentHashMap<>();

		private final MaxLong maxBytes = new MaxLong();

		private final AtomicLong lastBytes = new AtomicLong();

		private volatile Quality quality = Quality.EXACT;

		void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
			this.count.increment();
			this.totalBytes.add(bytes);
			if (nestedBytes != 0) {
				this.nestedBytes.add(nestedBytes);
			}
			this.maxBytes.update(bytes);
			if (this.lastBytes.get() != bytes) {
				// Nothing that follows depends on it, so it needs no fence.
				this.lastBytes.lazySet(bytes);
			}
			if (quality != Quality.EXACT) {
				this.quality = this.quality.worse(quality);
			}
			countException(error);
		}

		void unmeasured(@Nullable Throwable error) {
			this.unmeasured.increment();
			countException(error);
		}

		void sampled(SampledCalls.Calls calls, long bytes, long nestedBytes) {
			long meanBytes = bytes / calls.count();
			this.count.add(calls.count());
			this.totalBytes.add(bytes);
			this.nestedBytes.add(nestedBytes);
			this.maxBytes.update(meanBytes);
			this.lastBytes.set(meanBytes);
			this.quality = this.quality.worse(Quality.SAMPLED);
			countExceptions(calls);
		}

		void unsampled(SampledCalls.Calls calls) {
			this.unmeasured.add(calls.count());
			countExceptions(calls);
		}

		void late(long bytes) {
			this.lateBytes.add(bytes);
		}

		private void countException(@Nullable Throwable error) {
			if (error != null) {
				this.exceptions.computeIfAbsent(error.getClass().getName(), (name) -> new LongAdder()).increment();
			}
		}

		private void countExceptions(SampledCalls.Calls calls) {
			calls.byError().forEach((error, count) -> {
				if (error != null) {
					this.exceptions.computeIfAbsent(error.getName(), (name) -> new LongAdder()).add(count);
				}
			});
		}

		ProfileSnapshot snapshot(ProfileId id, long pending) {
			// In this order, calls that end meanwhile can't make self bytes negative or a
			// mean exceed the maximum.
			long nested = this.nestedBytes.sum();
			long total = this.totalBytes.sum();
			long count = this.count.sum();
			long unmeasured = this.unmeasured.sum() + pending;
			boolean known = count > 0;
			return new ProfileSnapshot(id.name(), id.className(), id.methodName(), count, known ? total : null,
					known ? total / count : null, known ? this.maxBytes.get() : null,
					known ? this.lastBytes.get() : null, known ? total - nested : null, this.lateBytes.sum(),
					unmeasured, countsByException(), quality(known, unmeasured));
		}

		private Map<String, Long> countsByException() {
			if (this.exceptions.isEmpty()) {
				return Map.of();
			}
			Map<String, Long> counts = new TreeMap<>();
			this.exceptions.forEach((name, count) -> counts.put(name, count.sum()));
			return counts;
		}

		private @Nullable Quality quality(boolean known, long unmeasured) {
			if (!known) {
				return (unmeasured > 0) ? Quality.UNAVAILABLE : null;
			}
			return (unmeasured > 0) ? this.quality.worse(Quality.PARTIAL) : this.quality;
		}

	}

}
