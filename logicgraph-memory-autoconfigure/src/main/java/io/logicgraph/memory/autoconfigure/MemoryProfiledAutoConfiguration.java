package io.logicgraph.memory.autoconfigure;

import java.util.List;

import io.logicgraph.memory.aop.ProfiledBeanPostProcessor;
import io.logicgraph.memory.aop.ProfiledPattern;
import io.logicgraph.memory.profile.ProfileRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for profiled methods.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.profiled.enabled" },
		matchIfMissing = true)
public final class MemoryProfiledAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static ProfiledBeanPostProcessor logicGraphProfiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry,
			Environment environment, ObjectProvider<ConfigurableListableBeanFactory> beanFactory) {
		ProfiledBeanPostProcessor postProcessor = new ProfiledBeanPostProcessor(registry,
				patterns("include", environment, beanFactory), patterns("exclude", environment, beanFactory));
		// As Spring Boot does for its own proxies, or a bean couldn't be injected by its
		// class.
		postProcessor
			.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return postProcessor;
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static BeanPostProcessor logicGraphInnermostProfiledAdvice(
			ProfiledBeanPostProcessor logicGraphProfiledBeanPostProcessor) {
		return logicGraphProfiledBeanPostProcessor.innermost();
	}

	private static List<ProfiledPattern> patterns(String name, Environment environment,
			ObjectProvider<ConfigurableListableBeanFactory> beanFactory) {
		PatternProperty property = new PatternProperty(environment, MemoryProperties.PREFIX + ".profiled." + name);
		List<String> patterns = property.read();
		return patterns.isEmpty() ? List.of()
				: property.parse(patterns, (text) -> ProfiledPattern.parse(text, beanFactory.getObject()));
	}

}
