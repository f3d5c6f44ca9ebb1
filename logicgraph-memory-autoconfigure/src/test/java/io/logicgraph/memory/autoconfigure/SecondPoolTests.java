package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.docs.SecondPoolConfiguration;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a second pool beside the auto-configured one, as the guide shows it.
 */
class SecondPoolTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void bothAreShownAndMeteredAndRecordedWhereTheEndpointLooks() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
					MemoryEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, MemoryMetersAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory")
			.withBean(MeterRegistry.class, () -> this.meters)
			.withBean("ownMetrics", MemoryMetrics.class, MemoryMetrics::new)
			.withUserConfiguration(SecondPoolConfiguration.class)
			.run((context) -> {
				context.getBean(ContextPool.class).lease().close();
				context.getBean("quotePool", ContextPool.class).lease().close();
				assertThat(context.getBean(ContextPool.class)).isSameAs(context.getBean("contextPool"));
				assertThat(context.getBean(LogicGraphMemoryEndpoint.class).report().pools())
					.containsOnlyKeys("contextPool", "quotePool");
				for (String pool : new String[] { "contextPool", "quotePool" }) {
					assertThat(this.meters.get("logicgraph.pool.idle").tag("pool", pool).gauge().value()).isEqualTo(1);
				}
				assertThat(context.getBean(MemoryMetrics.class).currentBytes())
					.isEqualTo(context.getBean(ContextPool.class).retainedBytes()
							+ context.getBean("quotePool", ContextPool.class).retainedBytes());
			});
	}

	@Test
	void poolOfAParentContextIsShownInTheChild() {
		ApplicationContextRunner parents = new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class));
		parents.run((parent) -> new WebApplicationContextRunner().withParent(parent)
			.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
					MemoryEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory")
			.run((child) -> {
				assertThat(child.getBean(ContextPool.class)).isSameAs(parent.getBean(ContextPool.class));
				assertThat(child.getBean(LogicGraphMemoryEndpoint.class).report().pools())
					.containsOnlyKeys("contextPool");
			}));
	}

}
