package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.actuate.endpoint.ProblemOperationInvokerAdvisor;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link LogicGraphMemoryEndpoint}.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
@ConditionalOnAvailableEndpoint(LogicGraphMemoryEndpoint.class)
public final class MemoryEndpointAutoConfiguration {

	static final EndpointId ID = EndpointId.of("logicgraphMemory");

	@Bean
	@ConditionalOnMissingBean
	LogicGraphMemoryEndpoint logicGraphMemoryEndpoint(ConfigurableListableBeanFactory beanFactory,
			MemoryMetrics logicGraphMemoryMetrics, ProfileRegistry logicGraphProfileRegistry,
			ObjectProvider<LiveHeapWatch> liveHeapWatch, WorkFollowing logicGraphWorkFollowing,
			AllocationRecorder logicGraphAllocationRecorder) {
		return new LogicGraphMemoryEndpoint(new ContextPoolBeans(beanFactory)::getWithAncestors,
				logicGraphMemoryMetrics, logicGraphProfileRegistry, liveHeapWatch.getIfUnique(),
				logicGraphWorkFollowing, logicGraphAllocationRecorder);
	}

	@Bean
	@ConditionalOnMissingBean
	AllocationRecorder logicGraphAllocationRecorder(ProfileRegistry logicGraphProfileRegistry) {
		return new AllocationRecorder(logicGraphProfileRegistry);
	}

	@Bean
	ProblemOperationInvokerAdvisor logicGraphMemoryProblemOperationInvokerAdvisor() {
		return new ProblemOperationInvokerAdvisor();
	}

	/**
	 * Last, so that the user's own path mapping wins.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@ConditionalOnAvailableEndpoint(endpoint = LogicGraphMemoryEndpoint.class, exposure = EndpointExposure.WEB)
	PathMapper logicGraphMemoryPathMapper() {
		return (endpointId) -> ID.equals(endpointId) ? "logicgraph-memory" : null;
	}

}
