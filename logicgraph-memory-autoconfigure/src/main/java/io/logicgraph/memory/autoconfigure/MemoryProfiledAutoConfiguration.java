package io.logicgraph.memory.autoconfigure;

import java.util.List;

import io.logicgraph.memory.aop.ProfiledBeanPostProcessor;
import io.logicgraph.memory.aop.ProfiledPattern;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.VirtualThreadSampling;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for profiled methods, and for
 * sampling what they allocate on virtual threads.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.profiled.enabled" },
		matchIfMissing = true)
public final class MemoryProfiledAutoConfiguration {

	private static final String VIRTUAL_THREADS = MemoryProperties.PREFIX + ".profiled.virtual-threads";

	private static final String FLIGHT_RECORDER = "jdk.jfr.consumer.RecordingStream";

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean
	static ProfiledBeanPostProcessor profiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry,
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
	@Lazy(false)
	@ConditionalOnMissingBean
	@ConditionalOnClass(name = "java.lang.Thread$Builder$OfVirtual")
	@ConditionalOnProperty(name = VIRTUAL_THREADS, havingValue = "sampled")
	VirtualThreadSampling virtualThreadSampling(ProfileRegistry registry, MemoryProperties properties,
			ResourceLoader resourceLoader) {
		if (!ClassUtils.isPresent(FLIGHT_RECORDER, resourceLoader.getClassLoader())) {
			throw unusable("This Java runtime has no module jdk.jfr");
		}
		try {
			return VirtualThreadSampling.start(registry, properties.getProfiled().getSamplingRate());
		}
		catch (IllegalStateException ex) {
			throw unusable(String.valueOf(ex.getMessage()));
		}
	}

	private static List<ProfiledPattern> patterns(String name, Environment environment,
			ObjectProvider<ConfigurableListableBeanFactory> beanFactory) {
		PatternProperty property = new PatternProperty(environment, MemoryProperties.PREFIX + ".profiled." + name);
		List<String> patterns = property.read();
		return patterns.isEmpty() ? List.of()
				: property.parse(patterns, (text) -> ProfiledPattern.parse(text, beanFactory.getObject()));
	}

	private static InvalidConfigurationPropertyValueException unusable(String reason) {
		return new InvalidConfigurationPropertyValueException(VIRTUAL_THREADS, "sampled",
				reason + ", which sampling needs. Use a runtime that has it, or write 'unavailable'.");
	}

}
