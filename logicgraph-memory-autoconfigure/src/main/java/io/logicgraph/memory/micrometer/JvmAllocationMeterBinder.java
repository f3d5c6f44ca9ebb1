package io.logicgraph.memory.micrometer;

import java.util.concurrent.atomic.AtomicLong;

import io.logicgraph.memory.metrics.JvmMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} for the bytes that all threads of the JVM have allocated. Binds
 * nothing where the JVM has no counter. Closing it removes the meter from its registries.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class JvmAllocationMeterBinder implements MeterBinder, AutoCloseable {

	private final AtomicLong highest = new AtomicLong();

	private final BoundMeters meters = new BoundMeters();

	@Override
	public void bindTo(MeterRegistry registry) {
		if (JvmMemory.countsAllocatedBytes()) {
			this.meters.counter(registry, MeterNames.JVM_ALLOCATED, BaseUnits.BYTES,
					"Bytes allocated by all threads since the JVM started, cumulative, not live", Tags.empty(), this,
					JvmAllocationMeterBinder::allocatedBytes);
		}
	}

	/**
	 * Remove the meter from the registries to which it was bound.
	 */
	@Override
	public void close() {
		this.meters.remove();
	}

	/**
	 * A JVM that sums over the threads which are alive may count less than before, but a
	 * counter never falls.
	 */
	private static double allocatedBytes(JvmAllocationMeterBinder binder) {
		return binder.highest.accumulateAndGet(JvmMemory.allocatedBytes().orElse(0), Math::max);
	}

}
