package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.health.MemoryHealthIndicator;
import io.logicgraph.memory.metrics.LiveHeapWatch;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link MemoryHealthIndicator}, which is off by default.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("logicgraph.memory.health.enabled")
@EnableConfigurationProperties(MemoryHealthProperties.class)
public final class MemoryHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MemoryHealthIndicator logicGraphMemoryHealthIndicator(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<LiveHeapWatch> liveHeapWatch, MemoryHealthProperties properties) {
		return new MemoryHealthIndicator(new ContextPoolBeans(beanFactory)::getWithAncestors,
				liveHeapWatch.getIfUnique(), properties.getDown());
	}

}
