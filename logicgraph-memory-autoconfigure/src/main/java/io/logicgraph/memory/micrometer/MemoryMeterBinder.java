package io.logicgraph.memory.micrometer;

import java.util.Objects;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} for {@link MemoryMetrics}. Closing it removes the meters from their
 * registries.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class MemoryMeterBinder implements MeterBinder, AutoCloseable {

	private final MemoryMetrics metrics;

	private final BoundMeters meters = new BoundMeters();

	/**
	 * Create a binder.
	 * @param metrics the recorded memory
	 */
	public MemoryMeterBinder(MemoryMetrics metrics) {
		this.metrics = Objects.requireNonNull(metrics, "metrics");
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.meters.counter(registry, MeterNames.MEMORY_ALLOCATIONS, null, "Recorded allocations", Tags.empty(),
				this.metrics, MemoryMetrics::totalAllocations);
		this.meters.counter(registry, MeterNames.MEMORY_DEALLOCATIONS, null, "Recorded deallocations", Tags.empty(),
				this.metrics, MemoryMetrics::totalDeallocations);
		this.meters.gauge(registry, MeterNames.MEMORY_CURRENT, BaseUnits.BYTES,
				"Bytes of recorded allocations that are not gone", Tags.empty(), this.metrics,
				MemoryMetrics::currentBytes);
		this.meters.gauge(registry, MeterNames.MEMORY_PEAK, BaseUnits.BYTES, "Largest value that the current bytes had",
				Tags.empty(), this.metrics, MemoryMetrics::peakBytes);
	}

	/**
	 * Remove the meters from the registries to which they were bound.
	 */
	@Override
	public void close() {
		this.meters.remove();
	}

}
