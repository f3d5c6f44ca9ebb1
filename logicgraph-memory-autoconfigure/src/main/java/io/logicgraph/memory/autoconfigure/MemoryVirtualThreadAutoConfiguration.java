package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
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

}
