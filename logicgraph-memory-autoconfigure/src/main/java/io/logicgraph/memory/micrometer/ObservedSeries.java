package io.logicgraph.memory.micrometer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.profile.ObservedWork;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of the observations that share a name and tags: statistics, and a
 * meter for each outcome. Thread-safe.
 */
final class ObservedSeries {

	private final ObservedMeters meters;

	private final String name;

	private final KeyValues tags;

	private final ObservedWork work;

	/**
	 * Summaries of observations without an error, by the ordinal of their quality.
	 */
	private final AtomicReferenceArray<@Nullable DistributionSummary> successes = newSummaries();

	private final Map<Class<?>, AtomicReferenceArray<@Nullable DistributionSummary>> failures = new ConcurrentHashMap<>();

	private volatile @Nullable Counter unmeasured;

	ObservedSeries(ObservedMeters meters, String name, KeyValues tags, ObservedWork work) {
		this.meters = meters;
		this.name = name;
		this.tags = tags;
		this.work = work;
	}

	String label() {
		return this.work.label();
	}

	void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		this.work.measured(bytes, nestedBytes, quality, error);
		try {
			DistributionSummary summary = summary(quality, error);
			if (summary != null) {
				summary.record(bytes);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	void unmeasured(@Nullable Throwable error) {
		this.work.unmeasured(error);
		try {
			Counter counter = unmeasured();
			if (counter != null) {
				counter.increment();
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	void late(long bytes) {
		this.work.late(bytes);
	}

	void remove(MeterRegistry registry) {
		remove(registry, this.successes);
		this.failures.values().forEach((summaries) -> remove(registry, summaries));
		Counter unmeasured = this.unmeasured;
		if (unmeasured != null) {
			registry.remove(unmeasured);
		}
	}

	private static void remove(MeterRegistry registry, AtomicReferenceArray<@Nullable DistributionSummary> summaries) {
		for (int i = 0; i < summaries.length(); i++) {
			DistributionSummary summary = summaries.get(i);
			if (summary != null) {
				registry.remove(summary);
			}
		}
	}

	private @Nullable DistributionSummary summary(Quality quality, @Nullable Throwable error) {
		AtomicReferenceArray<@Nullable DistributionSummary> summaries = (error != null)
				? this.failures.computeIfAbsent(error.getClass(), (type) -> newSummaries()) : this.successes;
		DistributionSummary summary = summaries.get(quality.ordinal());
		if (summary != null) {
			return summary;
		}
		MeterRegistry registry = this.meters.registry();
		if (registry == null) {
			return null;
		}
		summary = DistributionSummary.builder(this.name + MeterNames.OBSERVED_ALLOCATED_SUFFIX)
			.baseUnit(BaseUnits.BYTES)
			.description("Bytes allocated by what was observed, on all threads that were followed; cumulative, not "
					+ "live; 0 or more")
			.minimumExpectedValue(MeterNames.MIN_EXPECTED_BYTES)
			.maximumExpectedValue(MeterNames.MAX_EXPECTED_BYTES)
			.tags(tags().and("error", (error != null) ? error.getClass().getSimpleName() : "none")
				.and("quality", quality.label()))
			.register(registry);
		summaries.set(quality.ordinal(), summary);
		return summary;
	}

	private @Nullable Counter unmeasured() {
		Counter counter = this.unmeasured;
		MeterRegistry registry = (counter == null) ? this.meters.registry() : null;
		if (registry != null) {
			counter = Counter.builder(MeterNames.OBSERVED_UNMEASURED)
				.description("Observations whose bytes are unknown: their work was not followed, or the JVM has no "
						+ "counter for its threads")
				.tag("observation", this.name)
				.register(registry);
			this.unmeasured = counter;
		}
		return counter;
	}

	private Tags tags() {
		Tags tags = Tags.empty();
		for (KeyValue tag : this.tags) {
			tags = tags.and(Tag.of(tag.getKey(), tag.getValue()));
		}
		return tags;
	}

	private void failed(Throwable ex) {
		this.meters.failures()
			.log("Could not record what observation '%s' allocated".formatted(Printable.of(this.name)), ex);
	}

	private static AtomicReferenceArray<@Nullable DistributionSummary> newSummaries() {
		return new AtomicReferenceArray<>(Quality.values().length);
	}

}
