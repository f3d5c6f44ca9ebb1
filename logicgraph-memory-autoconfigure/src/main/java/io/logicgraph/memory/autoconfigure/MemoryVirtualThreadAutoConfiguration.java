package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what virtual threads allocate.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnClass(name = "java.lang.Thread$Builder$OfVirtual")
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
public final class MemoryVirtualThreadAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MemoryVirtualThreadAutoConfiguration.class);

	private static final String PROPERTY = MemoryProperties.PREFIX + ".profiled.virtual-threads";

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	VirtualThreadMetering logicGraphVirtualThreadMetering(MemoryProperties properties, Environment environment) {
		MemoryProperties.Profiled.VirtualThreads wanted = properties.getProfiled().getVirtualThreads();
		if (wanted == MemoryProperties.Profiled.VirtualThreads.UNAVAILABLE) {
			return VirtualThreadMetering.none();
		}
		String reason = VirtualThreadMetering.unavailableReason();
		if (reason != null && wanted == MemoryProperties.Profiled.VirtualThreads.EXACT) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, "exact",
					"What virtual threads allocate can't be counted here: %s. Or write 'auto'.".formatted(reason));
		}
		if (reason != null && environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)) {
			logger.info("What virtual threads allocate is not counted: " + reason);
		}
		return VirtualThreadMetering.start();
	}

	/**
	 * Threads of Spring Boot, which would otherwise be adopted at the cost of one trip
	 * through the scheduler's queue for each. The methods ask for the metering so that it
	 * has started.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class MeteredTaskExecutorConfiguration {

		@Bean
		MeteredTaskExecutorCustomizer logicGraphMeteredTaskExecutorCustomizer(VirtualThreadMetering metering) {
			return new MeteredTaskExecutorCustomizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, VirtualThreadExecutor.class })
	static class MeteredTomcatConfiguration {

		@Bean
		MeteredTomcatCustomizer logicGraphMeteredTomcatCustomizer(VirtualThreadMetering metering) {
			return new MeteredTomcatCustomizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	@ConditionalOnClass({ JettyWebServerFactory.class, VirtualThreadPool.class })
	static class MeteredJettyConfiguration {

		@Bean
		MeteredJettyCustomizer logicGraphMeteredJettyCustomizer(VirtualThreadMetering metering) {
			return new MeteredJettyCustomizer();
		}

	}

}
