package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link MemoryMetrics} of the
 * process, a {@link LiveHeapWatch}, a {@link ProfileRegistry} and the periodic check of
 * the pools.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = ContextPoolAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
public final class MemoryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MemoryMetrics logicGraphMemoryMetrics() {
		return MemoryMetrics.global();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "logicgraph.memory.live-heap.enabled", matchIfMissing = true)
	LiveHeapWatch logicGraphLiveHeapWatch(MemoryProperties properties) {
		return new LiveHeapWatch(properties.getLiveHeap().getWindow());
	}

	@Bean
	@ConditionalOnMissingBean
	WorkFollowing logicGraphWorkFollowing(ListableBeanFactory beanFactory) {
		return new WorkFollowing(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	ProfileRegistry logicGraphProfileRegistry(MemoryProperties properties,
			ObjectProvider<ProfileRecorder.Factory> recorders, WorkFollowing logicGraphWorkFollowing) {
		ProfileRecorder.Factory recorder = recorders.getIfAvailable();
		return new ProfileRegistry(properties.getProfiled().getMaxProfiles(),
				(recorder != null) ? recorder : ProfileRecorder.Factory.NONE, logicGraphWorkFollowing::advice);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "logicgraph.memory.monitor.enabled", matchIfMissing = true)
	@Conditional(OnPoolInUseCondition.class)
	ContextPoolMonitor logicGraphContextPoolMonitor(ConfigurableListableBeanFactory beanFactory,
			MemoryProperties properties) {
		MemoryProperties.Monitor monitor = properties.getMonitor();
		return new ContextPoolMonitor(new ContextPoolBeans(beanFactory), monitor.getInterval(),
				monitor.getLowReuseThreshold());
	}

}
