package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.JvmMemory;
import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.logicgraph.memory.micrometer.JvmAllocationMeterBinder;
import io.logicgraph.memory.micrometer.MemoryMeterBinder;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryMetersAutoConfiguration}.
 */
class MemoryMetersAutoConfigurationTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryMetersAutoConfiguration.class, MemoryObservationAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withBean(MeterRegistry.class, () -> this.registry);

	@Test
	void bindsThePoolUnderItsBeanName() {
		this.runner.run((context) -> assertThat(
				this.registry.get("logicgraph.pool.max").tag("pool", "contextPool").gauge().value())
			.isEqualTo(100));
	}

	@Test
	void bindsTheLiveHeap() {
		this.runner.run((context) -> {
			assertThat(this.registry.get("logicgraph.memory.live.growth").gauge().value()).isNaN();
			assertThat(this.registry.get("logicgraph.memory.live.growing").gauge().value()).isNaN();
			GarbageCollections.until("live heap known",
					() -> this.registry.get("logicgraph.memory.live").gauge().value() > 0);
		});
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void bindsNoLiveHeapThatIsNotWatched() {
		this.runner.withPropertyValues("logicgraph.memory.live-heap.enabled=false")
			.run((context) -> assertThat(this.registry.find("logicgraph.memory.live").gauge()).isNull());
	}

	@Test
	void bindsTheBytesOfAllThreadsWhereTheJvmCountsThem() {
		this.runner.run((context) -> {
			FunctionCounter allocated = this.registry.find("logicgraph.jvm.allocated").functionCounter();
			assertThat(allocated != null).isEqualTo(JvmMemory.countsAllocatedBytes());
			assertThat(allocated == null || allocated.count() > 0).isTrue();
		});
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void bindsEachOfSeveralPools() {
		this.runner.withUserConfiguration(TwoPools.class)
			.run((context) -> assertThat(this.registry.get("logicgraph.pool.max").gauges())
				.extracting((gauge) -> gauge.getId().getTag("pool"))
				.containsExactlyInAnyOrder("first", "second"));
	}

	@Test
	void bindsALazyPoolOnceItWasMade() {
		this.runner.withUserConfiguration(LazyPool.class).run((context) -> {
			assertThat(this.registry.find("logicgraph.pool.max").gauge()).isNull();
			context.getBean("lazy", ContextPool.class);
			assertThat(this.registry.get("logicgraph.pool.max").tag("pool", "lazy").gauge().value()).isEqualTo(100);
		});
		assertThat(this.registry.find("logicgraph.pool.max").gauge()).isNull();
	}

	@Test
	void metersGoWithTheirPool() {
		this.runner.withUserConfiguration(TwoPools.class).run((context) -> {
			DefaultListableBeanFactory beanFactory = (DefaultListableBeanFactory) context.getBeanFactory();
			beanFactory.destroySingleton("first");
			assertThat(this.registry.get("logicgraph.pool.max").gauges())
				.extracting((gauge) -> gauge.getId().getTag("pool"))
				.containsExactly("second");
		});
	}

	@Test
	void prototypesAreNotBound() {
		this.runner.withUserConfiguration(PrototypePool.class).run((context) -> {
			context.getBean(ContextPool.class).close();
			assertThat(this.registry.find("logicgraph.pool.max").gauge()).isNull();
		});
	}

	@Test
	void bindsRecordedMemory() {
		this.runner.run((context) -> assertThat(this.registry.get("logicgraph.memory.current").gauge()).isNotNull());
	}

	@Test
	void recordsProfilesAsMeters() {
		this.runner.run((context) -> {
			context.getBean(ProfileRegistry.class)
				.profile(new ProfileId("work", "", ""))
				.measured(42, 0, Quality.EXACT, null);
			assertThat(this.registry.get("logicgraph.profiled.allocated").tag("name", "work").summary().totalAmount())
				.isEqualTo(42);
		});
	}

	@Test
	void metersGoWithTheApplicationContext() {
		this.runner.run((context) -> context.getBean(ProfileRegistry.class)
			.profile(new ProfileId("work", "", ""))
			.measured(42, 0, Quality.EXACT, null));
		assertThat(this.registry.getMeters()).noneMatch((meter) -> meter.getId().getName().startsWith("logicgraph."));
	}

	@ParameterizedTest
	@ValueSource(classes = { MeterRegistry.class, ObservationRegistry.class })
	void backsOffWithoutMicrometer(Class<?> absent) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
					MemoryMetersAutoConfiguration.class, MemoryObservationAutoConfiguration.class))
			.withBean(MeterRegistry.class, () -> this.registry)
			.withClassLoader(new FilteredClassLoader(absent))
			.run((context) -> assertThat(context).doesNotHaveBean(MemoryMeterBinder.class)
				.hasSingleBean(ContextPool.class));
	}

	@Test
	void backsOffWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
					MemoryMetersAutoConfiguration.class, MemoryObservationAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(JvmAllocationMeterBinder.class)
				.doesNotHaveBean(ProfileRecorder.Factory.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("logicgraph.memory.metrics.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(MemoryMeterBinder.class)
				.hasSingleBean(AllocationObservationHandler.class);
			ObservationRegistry observations = ObservationRegistry.create();
			observations.observationConfig().observationHandler(context.getBean(AllocationObservationHandler.class));
			Observation.createNotStarted("http.server.requests", observations).observe(() -> {
			});
			assertThat(context.getBean(ProfileRegistry.class).observations()).hasSize(1);
			assertThat(this.registry.getMeters()).isEmpty();
		});
	}

	@Test
	void observationsCanBeSwitchedOff() {
		this.runner.withPropertyValues("logicgraph.memory.observation.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(MemoryMeterBinder.class)
				.doesNotHaveBean(AllocationObservationHandler.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class LazyPool {

		@Lazy
		@Bean
		ContextPool lazy() {
			return new ContextPool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypePool {

		@Scope("prototype")
		@Bean
		ContextPool prototype() {
			return new ContextPool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoPools {

		@Bean
		ContextPool first() {
			return new ContextPool();
		}

		@Bean
		ContextPool second() {
			return new ContextPool();
		}

	}

}
