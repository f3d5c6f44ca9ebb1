package io.logicgraph.memory.profile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
		return this.counts.snapshot(this.id);
	}

	void reset() {
		this.counts = new Counts();
	}

	void close() {
		try {
			this.recorder.close();
		}
		catch (Throwable ex) {
			recorderFailed(ex);
		}
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

		private final AtomicReference<Quality> quality = new AtomicReference<>(Quality.EXACT);

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
				this.quality.accumulateAndGet(quality, Quality::worse);
			}
			countException(error);
		}

		void unmeasured(@Nullable Throwable error) {
			this.unmeasured.increment();
			countException(error);
		}

		void late(long bytes) {
			this.lateBytes.add(bytes);
		}

		private void countException(@Nullable Throwable error) {
			if (error != null) {
				this.exceptions.computeIfAbsent(error.getClass().getName(), (name) -> new LongAdder()).increment();
			}
		}

		ProfileSnapshot snapshot(ProfileId id) {
			// In this order, calls that end meanwhile can't make self bytes negative or a
			// mean exceed the maximum.
			long nested = this.nestedBytes.sum();
			long total = this.totalBytes.sum();
			long count = this.count.sum();
			long unmeasured = this.unmeasured.sum();
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
			Quality quality = this.quality.get();
			return (unmeasured > 0) ? quality.worse(Quality.PARTIAL) : quality;
		}

	}

}
