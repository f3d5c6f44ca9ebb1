package io.logicgraph.memory.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.logicgraph.memory.pool.ContextPool;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The pools that exist in a bean factory, by bean name. Looking them up doesn't create
 * them: a lazy pool is included once it exists. Pools of other scopes than singleton are
 * left out, since one bean name would stand for several of them.
 */
final class ContextPoolBeans implements Supplier<Map<String, ContextPool>> {

	private final ConfigurableListableBeanFactory beanFactory;

	ContextPoolBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Map<String, ContextPool> get() {
		// Asking for names by type would look at the definitions of all beans each time.
		Map<String, ContextPool> pools = new TreeMap<>();
		for (String name : this.beanFactory.getSingletonNames()) {
			if (this.beanFactory.containsSingleton(name) && isPool(name)) {
				ContextPool pool = this.beanFactory.getBean(name, ContextPool.class);
				if (!pool.isClosed()) {
					pools.put(name, pool);
				}
			}
		}
		return pools;
	}

	/**
	 * Return the pools of this bean factory and of those around it: all that may be
	 * injected.
	 */
	Map<String, ContextPool> getWithAncestors() {
		Map<String, ContextPool> pools = new TreeMap<>();
		if (this.beanFactory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent) {
			pools.putAll(new ContextPoolBeans(parent).getWithAncestors());
		}
		pools.putAll(get());
		return pools;
	}

	private boolean isPool(String name) {
		Object singleton = this.beanFactory.getSingleton(name);
		return singleton instanceof ContextPool
				|| (singleton instanceof FactoryBean && this.beanFactory.isTypeMatch(name, ContextPool.class));
	}

	/**
	 * Return whether a pool would be found under a bean name.
	 */
	boolean isShown(String name) {
		return this.beanFactory.containsLocalBean(name) && this.beanFactory.isSingleton(name);
	}

}
