package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.logicgraph.memory.internal.FailureLog;
import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.micrometer.ContextPoolMeterBinder;
import io.logicgraph.memory.pool.ContextPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * Binds each pool to the meter registry under its bean name. A lazy pool is bound when it
 * is created, which is what the post-processing is for. The meters of a pool are removed
 * when it is destroyed.
 */
final class ContextPoolMeters
		implements MeterBinder, DestructionAwareBeanPostProcessor, BeanFactoryAware, AutoCloseable {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ContextPoolMeters.class));

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final Map<String, ContextPoolMeterBinder> binders = new HashMap<>();

	@SuppressWarnings("NullAway.Init")
	private ContextPoolBeans pools;

	/**
	 * Called by the bean factory. A parameter would make it look through the definitions
	 * of all beans for one of its own type.
	 */
	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.pools = new ContextPoolBeans((ConfigurableListableBeanFactory) beanFactory);
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		for (Map.Entry<String, ContextPool> pool : this.pools.get().entrySet()) {
			binder(pool.getKey(), pool.getValue()).bindTo(registry);
		}
	}

	@Override
	public synchronized Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ContextPool pool && this.pools.isShown(beanName)) {
			for (MeterRegistry registry : this.registries) {
				bindLate(beanName, pool, registry);
			}
		}
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof ContextPool;
	}

	@Override
	public synchronized void postProcessBeforeDestruction(Object bean, String beanName) {
		ContextPoolMeterBinder binder = this.pools.isShown(beanName) ? this.binders.remove(beanName) : null;
		if (binder != null) {
			binder.close();
		}
	}

	@Override
	public synchronized void close() {
		this.registries.clear();
		this.binders.values().forEach(ContextPoolMeterBinder::close);
		this.binders.clear();
	}

	/**
	 * Bind a pool that is created while the application runs. A failure must not keep it
	 * from the caller.
	 */
	private void bindLate(String name, ContextPool pool, MeterRegistry registry) {
		try {
			binder(name, pool).bindTo(registry);
		}
		catch (RuntimeException ex) {
			this.failures.log("Could not register the meters of pool '%s'".formatted(Printable.of(name)), ex);
		}
	}

	private ContextPoolMeterBinder binder(String name, ContextPool pool) {
		return this.binders.computeIfAbsent(name, (key) -> new ContextPoolMeterBinder(key, pool));
	}

}
