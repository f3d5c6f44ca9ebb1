package io.logicgraph.memory.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.management.ObjectName;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application context which is closed leaves nothing behind.
 */
class RedeployTests {

	private static final int TIMES = 100;

	private final MemoryMetrics metrics = new MemoryMetrics();

	private MeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JacksonAutoConfiguration.class,
				EndpointAutoConfiguration.class, JmxEndpointAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, MemoryMetersAutoConfiguration.class))
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=logicgraph-memory",
				"management.endpoints.jmx.domain=test.redeploy")
		.withBean(MeterRegistry.class, () -> this.registry)
		.withBean(MemoryMetrics.class, () -> this.metrics);

	@Test
	void closedContextsLeaveNoThreadNoMeterNoMBeanAndNoMemory() throws Exception {
		List<Thread> others = LibraryThreads.alive();
		List<WeakReference<LiveHeapWatch>> watches = new ArrayList<>();
		for (int i = 0; i < TIMES; i++) {
			this.registry = new SimpleMeterRegistry();
			this.contextRunner.run((context) -> {
				assertThat(mBeans()).hasSize(1);
				assertThat(this.registry.find("logicgraph.pool.max").gauges()).hasSize(1);
				context.getBean(ContextPool.class).lease().close();
				watches.add(new WeakReference<>(context.getBean(LiveHeapWatch.class)));
			});
			assertThat(this.registry.getMeters()).isEmpty();
		}
		assertThat(this.metrics.contextAllocations()).isEqualTo(TIMES);
		assertThat(this.metrics.currentBytes()).isZero();
		assertThat(mBeans()).isEmpty();
		GarbageCollections.until("no listener for collections left",
				() -> watches.stream().allMatch((watch) -> watch.refersTo(null)));
		List<Thread> own = new ArrayList<>(LibraryThreads.alive());
		own.removeAll(others);
		for (Thread thread : own) {
			thread.join(30_000);
		}
		assertThat(own).noneMatch(Thread::isAlive);
	}

	private static Set<ObjectName> mBeans() throws Exception {
		return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("test.redeploy:*"), null);
	}

}
