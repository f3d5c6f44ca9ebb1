package io.logicgraph.memory.profile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts what executions of the same work allocate. Thread-safe.
 */
final class AllocationCounts {

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

	Figures figures() {
		// In this order, calls that end meanwhile can't make self bytes negative, or a
		// mean larger than the maximum.
		long nested = this.nestedBytes.sum();
		long total = this.totalBytes.sum();
		long count = this.count.sum();
		long unmeasured = this.unmeasured.sum();
		boolean known = count > 0;
		return new Figures(count, known ? total : null, known ? total / count : null,
				known ? this.maxBytes.get() : null, known ? this.lastBytes.get() : null, known ? total - nested : null,
				this.lateBytes.sum(), unmeasured, countsByException(), quality(known, unmeasured));
	}

	private Map<String, Long> countsByException() {
		if (this.exceptions.isEmpty()) {
			return Map.of();
		}
		Map<String, Long> counts = new TreeMap<>();
		this.exceptions.forEach((name, count) -> counts.put(name, count.sum()));
		return counts;
	}

	@SuppressWarnings("NullAway") // the reference is never set to null
	private @Nullable Quality quality(boolean known, long unmeasured) {
		if (!known) {
			return (unmeasured > 0) ? Quality.UNAVAILABLE : null;
		}
		return (unmeasured > 0) ? Quality.PARTIAL.worse(this.quality.get()) : this.quality.get();
	}

	/**
	 * The figures at one moment. Bytes are {@code null} as long as nothing was measured.
	 */
	record Figures(long count, @Nullable Long totalBytes, @Nullable Long meanBytes, @Nullable Long maxBytes,
			@Nullable Long lastBytes, @Nullable Long selfBytes, long lateBytes, long unmeasured,
			Map<String, Long> exceptions, @Nullable Quality quality) {
	}

}
