package io.logicgraph.memory.micrometer;

import java.util.Objects;
import java.util.OptionalLong;

import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} for a {@link LiveHeapWatch}. Closing it removes the meters from
 * their registries.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class LiveHeapMeterBinder implements MeterBinder, AutoCloseable {

	private final LiveHeapWatch watch;

	private final BoundMeters meters = new BoundMeters();

	/**
	 * Create a binder.
	 * @param watch the watch over the live heap
	 */
	public LiveHeapMeterBinder(LiveHeapWatch watch) {
		this.watch = Objects.requireNonNull(watch, "watch");
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.meters.gauge(registry, MeterNames.MEMORY_LIVE, BaseUnits.BYTES,
				"Live heap after the last collection of the old generation, NaN before there was one", Tags.empty(),
				this.watch, LiveHeapMeterBinder::bytes);
		this.meters.gauge(registry, MeterNames.MEMORY_LIVE_GROWTH, MeterNames.UNIT_BYTES_PER_SECOND,
				"Slope of the live heap over the window, NaN while it is unknown", Tags.empty(), this.watch,
				(watch) -> watch.report().bytesPerSecond().orElse(Double.NaN));
		this.meters.gauge(registry, MeterNames.MEMORY_LIVE_GROWING, null,
				"Whether the live heap grows all the time: 1 growing, 0 stable, NaN unknown", Tags.empty(), this.watch,
				LiveHeapMeterBinder::verdict);
	}

	/**
	 * Remove the meters from the registries to which they were bound.
	 */
	@Override
	public void close() {
		this.meters.remove();
	}

	private static double bytes(LiveHeapWatch watch) {
		OptionalLong bytes = watch.report().bytes();
		return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
	}

	private static double verdict(LiveHeapWatch watch) {
		return switch (watch.report().verdict()) {
			case GROWING -> 1;
			case STABLE -> 0;
			case UNKNOWN -> Double.NaN;
		};
	}

}
