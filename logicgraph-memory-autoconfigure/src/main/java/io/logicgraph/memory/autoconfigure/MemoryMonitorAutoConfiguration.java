package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.pool.ContextPool;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the periodic check of the pools.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.monitor.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(ContextPool.class)
public final class MemoryMonitorAutoConfiguration {

	@Bean
	ContextPoolMonitor contextPoolMonitor(ConfigurableListableBeanFactory beanFactory, MemoryProperties properties) {
		MemoryProperties.Monitor monitor = properties.getMonitor();
		return new ContextPoolMonitor(new ContextPoolBeans(beanFactory), monitor.getInterval(),
				monitor.getLowReuseThreshold());
	}

}
