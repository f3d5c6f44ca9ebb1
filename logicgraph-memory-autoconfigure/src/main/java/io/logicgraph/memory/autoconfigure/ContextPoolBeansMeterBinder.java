package io.logicgraph.memory.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.logicgraph.memory.micrometer.ContextPoolMeterBinder;
import io.logicgraph.memory.pool.ContextPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} for all pools that exist when meters are bound, which is after the
 * singletons were made.
 */
public final class ContextPoolBeansMeterBinder implements MeterBinder, AutoCloseable {

	private final Supplier<Map<String, ContextPool>> pools;

	private final List<ContextPoolMeterBinder> binders = new CopyOnWriteArrayList<>();

	ContextPoolBeansMeterBinder(Supplier<Map<String, ContextPool>> pools) {
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.get().forEach((name, pool) -> bind(new ContextPoolMeterBinder(name, pool), registry));
	}

	@Override
	public void close() {
		this.binders.forEach(ContextPoolMeterBinder::close);
	}

	private void bind(ContextPoolMeterBinder binder, MeterRegistry registry) {
		this.binders.add(binder);
		binder.bindTo(registry);
	}

}
