package io.logicgraph.memory.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of one profile in a distribution summary for each outcome. Summaries
 * are looked up without allocating anything.
 */
final class MeterProfileRecorder implements ProfileRecorder {

	private static final String NO_EXCEPTION = "none";

	private final ProfileId id;

	private final Supplier<@Nullable MeterRegistry> registries;

	/**
	 * Summaries of calls without exception, by the ordinal of their quality.
	 */
	private final Summaries successes = new Summaries(NO_EXCEPTION);

	private final Map<Class<?>, Summaries> failures = new ConcurrentHashMap<>();

	private volatile @Nullable Counter unmeasured;

	// All that follows is guarded by this.

	private @Nullable MeterRegistry registry;

	private final List<Meter> meters = new ArrayList<>();

	private boolean closed;

	MeterProfileRecorder(ProfileId id, Supplier<@Nullable MeterRegistry> registries) {
		this.id = id;
		this.registries = registries;
	}

	@Override
	public void measured(long bytes, Quality quality, @Nullable Throwable error) {
		DistributionSummary summary = summary((error != null) ? error.getClass() : null, quality);
		if (summary != null) {
			summary.record(bytes);
		}
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		Counter counter = this.unmeasured;
		if (counter == null) {
			counter = registerUnmeasured();
		}
		if (counter != null) {
			counter.increment();
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		MeterRegistry registry = this.registry;
		if (registry != null) {
			this.meters.forEach(registry::remove);
		}
		this.meters.clear();
	}

	private @Nullable DistributionSummary summary(@Nullable Class<?> error, Quality quality) {
		Summaries summaries = (error != null) ? failures(error) : this.successes;
		DistributionSummary summary = summaries.byQuality.get(quality.ordinal());
		return (summary != null) ? summary : register(summaries, quality);
	}

	private Summaries failures(Class<?> type) {
		Summaries summaries = this.failures.get(type);
		return (summaries != null) ? summaries
				: this.failures.computeIfAbsent(type, (key) -> new Summaries(simpleName(key)));
	}

	private synchronized @Nullable DistributionSummary register(Summaries summaries, Quality quality) {
		MeterRegistry registry = registry();
		if (registry == null) {
			return null;
		}
		DistributionSummary summary = DistributionSummary.builder(MeterNames.PROFILED_ALLOCATED)
			.tags(tags().and("exception", summaries.exception).and("quality", quality.label()))
			.baseUnit(BaseUnits.BYTES)
			.minimumExpectedValue(MeterNames.MIN_EXPECTED_BYTES)
			.maximumExpectedValue(MeterNames.MAX_EXPECTED_BYTES)
			.description("Bytes allocated by a call, nested profiled calls included; cumulative, not live; 0 or more")
			.register(registry);
		this.meters.add(summary);
		summaries.byQuality.set(quality.ordinal(), summary);
		return summary;
	}

	private synchronized @Nullable Counter registerUnmeasured() {
		MeterRegistry registry = registry();
		if (registry == null) {
			return null;
		}
		Counter counter = Counter.builder(MeterNames.PROFILED_UNMEASURED)
			.tags(tags())
			.description("Calls whose bytes are unknown, since the JVM has no counter for their threads")
			.register(registry);
		this.meters.add(counter);
		this.unmeasured = counter;
		return counter;
	}

	private @Nullable MeterRegistry registry() {
		if (this.closed) {
			return null;
		}
		if (this.registry == null) {
			this.registry = this.registries.get();
		}
		return this.registry;
	}

	private Tags tags() {
		return Tags.of("name", this.id.name(), "class", orNone(this.id.className()), "method",
				orNone(this.id.methodName()));
	}

	private static String orNone(String value) {
		return value.isEmpty() ? "none" : value;
	}

	private static String simpleName(Class<?> type) {
		String name = type.getSimpleName();
		return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
	}

	private static final class Summaries {

		private final String exception;

		private final AtomicReferenceArray<@Nullable DistributionSummary> byQuality = new AtomicReferenceArray<>(
				Quality.values().length);

		Summaries(String exception) {
			this.exception = exception;
		}

	}

}
