package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.micrometer.JvmAllocationMeterBinder;
import io.logicgraph.memory.micrometer.LiveHeapMeterBinder;
import io.logicgraph.memory.micrometer.MemoryMeterBinder;
import io.logicgraph.memory.micrometer.MeterProfileRecorderFactory;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of pools, recorded
 * memory and profiles.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, ObservationRegistry.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.metrics.enabled" },
		matchIfMissing = true)
public final class MemoryMetersAutoConfiguration {

	@Bean
	static ContextPoolMeters logicGraphContextPoolMeters() {
		return new ContextPoolMeters();
	}

	@Bean
	@ConditionalOnMissingBean
	MemoryMeterBinder logicGraphMemoryMeterBinder(MemoryMetrics logicGraphMemoryMetrics) {
		return new MemoryMeterBinder(logicGraphMemoryMetrics);
	}

	@Bean
	@ConditionalOnMissingBean
	JvmAllocationMeterBinder logicGraphJvmAllocationMeterBinder() {
		return new JvmAllocationMeterBinder();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "logicgraph.memory.live-heap.enabled", matchIfMissing = true)
	LiveHeapMeterBinder logicGraphLiveHeapMeterBinder(LiveHeapWatch logicGraphLiveHeapWatch) {
		return new LiveHeapMeterBinder(logicGraphLiveHeapWatch);
	}

	@Bean
	@ConditionalOnMissingBean(ProfileRecorder.Factory.class)
	MeterProfileRecorderFactory logicGraphMeterProfileRecorderFactory(ObjectProvider<MeterRegistry> registry) {
		return new MeterProfileRecorderFactory(registry::getIfUnique);
	}

}
