package io.logicgraph.memory.autoconfigure;

import java.util.Map;

import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.actuate.endpoint.ProblemOperationInvokerAdvisor;
import io.logicgraph.memory.actuate.endpoint.MemoryDescriptor;
import io.logicgraph.memory.actuate.endpoint.MemoryDescriptor.AllocationCounterDescriptor;
import io.logicgraph.memory.actuate.endpoint.MemoryDescriptor.AvailabilityDescriptor;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.config.AbstractFactoryBean;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryEndpointAutoConfiguration}.
 */
class MemoryEndpointAutoConfigurationTests {

	private static final EndpointId ID = EndpointId.of("logicgraphMemory");

	private static final String EXPOSED = "management.endpoints.web.exposure.include=logicgraph-memory";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryEndpointAutoConfiguration.class));

	private final WebApplicationContextRunner webContextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryEndpointAutoConfiguration.class));

	@Test
	void exposedEndpointIsConfigured() {
		this.contextRunner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(LogicGraphMemoryEndpoint.class)
				.hasSingleBean(ProblemOperationInvokerAdvisor.class));
	}

	@Test
	void allExposedIncludesTheEndpoint() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasSingleBean(LogicGraphMemoryEndpoint.class));
	}

	@Test
	void endpointThatIsNotExposedIsLeftOut() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(LogicGraphMemoryEndpoint.class)
			.doesNotHaveBean(ProblemOperationInvokerAdvisor.class)
			.doesNotHaveBean(PathMapper.class));
	}

	@Test
	void endpointExposedThroughJmxOnlyHasNoPath() {
		this.contextRunner
			.withPropertyValues("spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=logicgraph-memory")
			.run((context) -> assertThat(context).hasSingleBean(LogicGraphMemoryEndpoint.class)
				.doesNotHaveBean(PathMapper.class));
	}

	@Test
	void endpointIsLeftOutWhenDisabled() {
		this.contextRunner.withPropertyValues(EXPOSED, "logicgraph.memory.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LogicGraphMemoryEndpoint.class));
	}

	@Test
	void endpointIsLeftOutWithoutActuator() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ContextPool.class)
				.doesNotHaveBean("logicGraphMemoryEndpoint"));
	}

	@Test
	void endpointIsLeftOutWithoutActuatorAutoConfiguration() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate.autoconfigure"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("logicGraphMemoryEndpoint"));
	}

	@Test
	void endpointWorksWithoutPool() {
		this.contextRunner.withPropertyValues(EXPOSED, "logicgraph.memory.pool.enabled=false")
			.run((context) -> assertThat(context.getBean(LogicGraphMemoryEndpoint.class).report().pools()).isEmpty());
	}

	@Test
	void liveHeapIsReportedUnlessItIsNotWatched() {
		this.contextRunner.withPropertyValues(EXPOSED).run((context) -> {
			MemoryDescriptor.LiveHeapDescriptor liveHeap = context.getBean(LogicGraphMemoryEndpoint.class)
				.report()
				.memory()
				.liveHeap();
			assertThat(liveHeap.verdict()).isEqualTo("unknown");
			assertThat(liveHeap.bytesPerSecond()).isNull();
			assertThat(liveHeap.window()).isNull();
		});
		this.contextRunner.withPropertyValues(EXPOSED, "logicgraph.memory.live-heap.enabled=false")
			.run((context) -> assertThat(context.getBean(LogicGraphMemoryEndpoint.class).report().memory().liveHeap())
				.isNull());
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void virtualThreadsAreLeftOutOfTheAllocationCounterWhereThereAreNone() {
		this.contextRunner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(
					context.getBean(LogicGraphMemoryEndpoint.class).report().memory().allocationCounter())
				.isEqualTo(new AllocationCounterDescriptor(new AvailabilityDescriptor(true, null), null)));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void allocationCounterIsAvailableForVirtualThreadsWhereThePackagesAreOpen() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(MemoryVirtualThreadAutoConfiguration.class))
			.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(
					context.getBean(LogicGraphMemoryEndpoint.class).report().memory().allocationCounter())
				.isEqualTo(new AllocationCounterDescriptor(new AvailabilityDescriptor(true, null),
						new AvailabilityDescriptor(true, null))));
	}

	@Test
	void endpointBacksOffBeforeTheUsersOwn() {
		LogicGraphMemoryEndpoint own = new LogicGraphMemoryEndpoint(Map::of, new MemoryMetrics(), new ProfileRegistry(),
				null, Map::of, new AllocationRecorder(new ProfileRegistry()));
		this.contextRunner.withPropertyValues(EXPOSED)
			.withBean("own", LogicGraphMemoryEndpoint.class, () -> own)
			.run((context) -> assertThat(context).getBean(LogicGraphMemoryEndpoint.class).isSameAs(own));
	}

	@Test
	void lazyPoolIsShownOnceItWasMade() {
		this.contextRunner.withPropertyValues(EXPOSED)
			.withUserConfiguration(LazyPoolConfiguration.class)
			.run((context) -> {
				LogicGraphMemoryEndpoint endpoint = context.getBean(LogicGraphMemoryEndpoint.class);
				assertThat(endpoint.report().pools()).isEmpty();
				context.getBean(ContextPool.class);
				assertThat(endpoint.report().pools()).containsOnlyKeys("lazyOrders");
			});
	}

	@Test
	void poolOfAFactoryBeanIsShownUnlessItIsAPrototype() {
		this.contextRunner.withPropertyValues(EXPOSED)
			.withUserConfiguration(PoolFactoryConfiguration.class)
			.run((context) -> {
				context.getBean("prototypeOrders");
				LogicGraphMemoryEndpoint endpoint = context.getBean(LogicGraphMemoryEndpoint.class);
				assertThat(endpoint.report().pools()).containsOnlyKeys("factoryOrders");
			});
	}

	@Test
	void pathHasADash() {
		this.webContextRunner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context.getBean(PathMappedEndpoints.class).getPath(ID))
				.isEqualTo("/actuator/logicgraph-memory"));
	}

	@Test
	void usersOwnPathMappingWins() {
		this.webContextRunner.withPropertyValues(EXPOSED, "management.endpoints.web.path-mapping.logicgraph-memory=mem")
			.run((context) -> assertThat(context.getBean(PathMappedEndpoints.class).getPath(ID))
				.isEqualTo("/actuator/mem"));
	}

	@Test
	void usersOwnPathMapperWins() {
		this.webContextRunner.withPropertyValues(EXPOSED)
			.withBean(PathMapper.class, () -> (id) -> "own-" + id.toLowerCaseString())
			.run((context) -> assertThat(context.getBean(PathMappedEndpoints.class).getPath(ID))
				.isEqualTo("/actuator/own-logicgraphmemory"));
	}

	/**
	 * Imports by name, so that annotations are read from the class files as they are in
	 * an application, where those whose classes are absent are ignored.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
			MemoryEndpointAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyPoolConfiguration {

		@Lazy
		@Bean
		ContextPool lazyOrders() {
			return new ContextPool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PoolFactoryConfiguration {

		@Bean
		PoolFactory factoryOrders() {
			return new PoolFactory();
		}

		@Bean
		@Scope("prototype")
		ContextPool prototypeOrders() {
			return new ContextPool();
		}

	}

	static class PoolFactory extends AbstractFactoryBean<ContextPool> {

		@Override
		public Class<?> getObjectType() {
			return ContextPool.class;
		}

		@Override
		protected ContextPool createInstance() {
			return new ContextPool();
		}

	}

}
