package io.logicgraph.memory.micrometer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.FailureLog;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The meters and statistics of observations, looked up once for each combination of name
 * and tags. Thread-safe.
 */
final class ObservedMeters {

	/**
	 * Combinations beyond that are looked up in the registries each time.
	 */
	private static final int MAX_KEPT = 10_000;

	private final ProfileRegistry profiles;

	private final Supplier<@Nullable MeterRegistry> registries;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(AllocationObservationHandler.class));

	private final Map<String, Map<KeyValues, ObservedSeries>> series = new ConcurrentHashMap<>();

	private volatile @Nullable MeterRegistry registry;

	private volatile boolean closed;

	ObservedMeters(ProfileRegistry profiles, Supplier<@Nullable MeterRegistry> registries) {
		this.profiles = profiles;
		this.registries = registries;
	}

	ObservedSeries series(Observation.Context context) {
		String name = String.valueOf(context.getName());
		KeyValues tags = context.getLowCardinalityKeyValues();
		Map<KeyValues, ObservedSeries> byTags = this.series.get(name);
		ObservedSeries known = (byTags != null) ? byTags.get(tags) : null;
		return (known != null) ? known : create(name, tags);
	}

	private ObservedSeries create(String name, KeyValues tags) {
		Map<String, String> values = new TreeMap<>();
		for (KeyValue tag : tags) {
			values.put(tag.getKey(), tag.getValue());
		}
		ObservedSeries created = new ObservedSeries(this, name, tags, this.profiles.observation(name, values));
		Map<KeyValues, ObservedSeries> byTags = this.series.computeIfAbsent(name, (key) -> new ConcurrentHashMap<>());
		if (byTags.size() >= MAX_KEPT) {
			return created;
		}
		ObservedSeries known = byTags.putIfAbsent(tags, created);
		return (known != null) ? known : created;
	}

	/**
	 * Return where the meters go, {@code null} for nowhere at present. What the supplier
	 * has to look up is looked up once.
	 */
	@Nullable MeterRegistry registry() {
		MeterRegistry registry = this.registry;
		if (registry == null && !this.closed) {
			registry = this.registries.get();
			this.registry = registry;
		}
		return registry;
	}

	FailureLog failures() {
		return this.failures;
	}

	void close() {
		this.closed = true;
		MeterRegistry registry = this.registry;
		if (registry != null) {
			this.series.values().forEach((byTags) -> byTags.values().forEach((series) -> series.remove(registry)));
		}
		this.series.clear();
		this.registry = null;
	}

}
