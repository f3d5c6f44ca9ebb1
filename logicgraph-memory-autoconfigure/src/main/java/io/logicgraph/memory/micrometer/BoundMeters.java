package io.logicgraph.memory.micrometer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Meters that were registered for one thing, so that they can leave their registries with
 * it. Thread-safe.
 */
final class BoundMeters {

	private final List<Bound> meters = new CopyOnWriteArrayList<>();

	<T> void gauge(MeterRegistry registry, String name, @Nullable String unit, String description, Tags tags, T target,
			ToDoubleFunction<T> value) {
		add(registry,
				Gauge.builder(name, target, value)
					.baseUnit(unit)
					.description(description)
					.tags(tags)
					.register(registry));
	}

	<T> void counter(MeterRegistry registry, String name, @Nullable String unit, String description, Tags tags,
			T target, ToDoubleFunction<T> value) {
		add(registry,
				FunctionCounter.builder(name, target, value)
					.baseUnit(unit)
					.description(description)
					.tags(tags)
					.register(registry));
	}

	void add(MeterRegistry registry, Meter meter) {
		this.meters.add(new Bound(registry, meter));
	}

	void remove() {
		this.meters.forEach((bound) -> bound.registry().remove(bound.meter()));
		this.meters.clear();
	}

	private record Bound(MeterRegistry registry, Meter meter) {
	}

}
