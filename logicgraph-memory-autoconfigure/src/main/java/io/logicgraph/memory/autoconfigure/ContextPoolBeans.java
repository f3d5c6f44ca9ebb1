package io.logicgraph.memory.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.logicgraph.memory.pool.ContextPool;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The pools that exist in a bean factory, by bean name. Looking at them doesn't create
 * them: a lazy one is there once it was made. Pools of other scopes than singleton are
 * left out, since a bean name would stand for several of them.
 */
final class ContextPoolBeans implements Supplier<Map<String, ContextPool>> {

	private final ConfigurableListableBeanFactory beanFactory;

	ContextPoolBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Map<String, ContextPool> get() {
		Map<String, ContextPool> pools = new TreeMap<>();
		for (String name : this.beanFactory.getBeanNamesForType(ContextPool.class, false, false)) {
			if (this.beanFactory.containsSingleton(name)) {
				pools.put(name, this.beanFactory.getBean(name, ContextPool.class));
			}
		}
		return pools;
	}

	/**
	 * Return whether a pool would be found under a bean name.
	 */
	boolean isShown(String name) {
		return this.beanFactory.containsLocalBean(name) && this.beanFactory.isSingleton(name);
	}

}
