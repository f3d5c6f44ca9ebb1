package io.logicgraph.memory.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.logicgraph.memory.actuate.info.MemoryInfoContributor;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link MemoryInfoContributor}, which is off by default.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnClass(InfoContributor.class)
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("logicgraph.memory.info.enabled")
public final class MemoryInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MemoryInfoContributor logicGraphMemoryInfoContributor(MemoryProperties properties,
			WorkFollowing logicGraphWorkFollowing) {
		Map<String, Boolean> enabled = new LinkedHashMap<>();
		enabled.put("pool", properties.getPool().isEnabled());
		enabled.put("profiled", properties.getProfiled().isEnabled());
		enabled.put("observation", properties.getObservation().isEnabled());
		enabled.put("metrics", properties.getMetrics().isEnabled());
		enabled.put("live-heap", properties.getLiveHeap().isEnabled());
		return new MemoryInfoContributor(enabled, logicGraphWorkFollowing);
	}

}
