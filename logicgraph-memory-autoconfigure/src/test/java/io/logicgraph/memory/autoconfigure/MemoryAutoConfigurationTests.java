package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolMisuseException;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ContextPoolAutoConfiguration} and {@link MemoryAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ContextPoolAutoConfiguration.class,
			MemoryAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	/**
	 * With all that is ours.
	 */
	private final WebApplicationContextRunner webContextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryProfiledAutoConfiguration.class, MemoryMetersAutoConfiguration.class,
				MemoryObservationAutoConfiguration.class, MemoryWebMvcAutoConfiguration.class,
				MemoryVirtualThreadAutoConfiguration.class, MemoryContextPropagationAutoConfiguration.class,
				MemoryEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*")
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	@Test
	void configuresPoolMetricsAndProfiles() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(ContextPool.class).hasSingleBean(ProfileRegistry.class);
			assertThat(context.getBean(MemoryMetrics.class)).isSameAs(MemoryMetrics.global());
			ContextPool pool = context.getBean("contextPool", ContextPool.class);
			assertThat(pool.name()).isEqualTo("contextPool");
			assertThat(pool.config()).isEqualTo(PoolConfig.defaults());
		});
	}

	@Test
	void worksInServletWebApplication() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(ContextPool.class));
	}

	@Test
	void worksInReactiveWebApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(ContextPool.class));
	}

	@Test
	void worksWithoutAnythingOptional() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate", "io.micrometer", "org.aspectj",
					"org.springframework.web", "reactor", "tools.jackson", "com.fasterxml.jackson", "jakarta.servlet"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ContextPool.class));
	}

	@Test
	void bindsAllPropertiesOfThePool() {
		this.contextRunner
			.withPropertyValues("logicgraph.memory.pool.max-pooled=7", "logicgraph.memory.pool.initial-capacity=8",
					"logicgraph.memory.pool.track-stats=false", "logicgraph.memory.pool.min-idle=2",
					"logicgraph.memory.pool.idle-timeout=90", "logicgraph.memory.pool.max-retained-capacity=64",
					"logicgraph.memory.pool.leak-detection.level=full",
					"logicgraph.memory.pool.leak-detection.threshold=2m")
			.run((context) -> assertThat(context.getBean(ContextPool.class).config()).isEqualTo(PoolConfig.builder()
				.maxPooled(7)
				.initialCapacity(8)
				.trackStats(false)
				.minIdle(2)
				.idleTimeout(Duration.ofSeconds(90))
				.maxRetainedCapacity(64)
				.leakDetection(LeakDetection.FULL)
				.leakThreshold(Duration.ofMinutes(2))
				.build()));
	}

	@Test
	void retainedCapacityFollowsALargeInitialCapacity() {
		this.contextRunner.withPropertyValues("logicgraph.memory.pool.initial-capacity=2000")
			.run((context) -> assertThat(context.getBean(ContextPool.class).config().maxRetainedCapacity())
				.isEqualTo(8000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "logicgraph.memory.enabled=false", "logicgraph.memory.pool.enabled=false" })
	void keepsAPoolThatKeepsNothingWhenDisabled(String property) {
		List<Thread> before = LibraryThreads.alive();
		this.contextRunner.withPropertyValues(property).run((context) -> {
			ContextPool pool = context.getBean(ContextPool.class);
			for (int i = 0; i < 3; i++) {
				Context acquired = pool.acquire();
				acquired.set("key", i);
				pool.release(acquired);
				assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> pool.release(acquired));
				assertThatIllegalStateException().isThrownBy(() -> acquired.get("key"));
			}
			assertThat(pool.stats().created()).isEqualTo(3);
			assertThat(pool.size()).isZero();
			assertThat(pool.retainedBytes()).isZero();
			assertThat(LibraryThreads.alive()).filteredOn((thread) -> thread.getName().startsWith("logicgraph-pool"))
				.isSubsetOf(before);
		});
	}

	@Test
	void hasNothingElseWhenDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ContextPool.class)
				.doesNotHaveBean(MemoryMetrics.class)
				.doesNotHaveBean(ProfileRegistry.class));
	}

	@Test
	void disabledPoolStrikesOffWhatWasLost() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false").run((context) -> {
			ContextPool pool = context.getBean(ContextPool.class);
			for (int i = 0; i < 100; i++) {
				pool.acquire();
			}
			GarbageCollections.until("lost contexts are struck off", () -> {
				pool.lease().close();
				return pool.stats().active() == 0;
			});
		});
	}

	@Test
	void saysThatThePoolOfTheApplicationReplacesOurs(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserConfiguration.class).run((context) -> context.getBean("orders"));
		assertThat(output).contains("The application has a ContextPool of its own (orders)")
			.contains("logicgraph.memory.pool has no effect");
	}

	@Test
	void saysNothingOfPoolsWithoutOneOfTheApplication(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ContextPool.class));
		assertThat(output).doesNotContain("ContextPool of its own");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void beansOfOtherTypesMayHaveObviousNames(boolean overriding, CapturedOutput output) {
		List<String> names = List.of("contextPool", "contextPoolMeters", "contextPoolMonitor",
				"jvmAllocationMeterBinder", "liveHeapMeterBinder", "liveHeapWatch", "memoryMeterBinder",
				"memoryMetrics", "meterProfileRecorderFactory", "allocationObservationHandler",
				"observedAllocationMeterFilter", "profiledBeanPostProcessor", "innermostProfiledAdvice",
				"profileRegistry", "workFollowing", "virtualThreadMetering", "asyncRequestResults", "memoryEndpoint",
				"memoryPathMapper");
		WebApplicationContextRunner runner = this.webContextRunner.withAllowBeanDefinitionOverriding(overriding);
		for (String name : names) {
			runner = runner.withBean(name, String.class, () -> "own");
		}
		runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(MemoryMetrics.class).hasSingleBean(ProfileRegistry.class);
			assertThat(context.getBeansOfType(String.class)).containsOnlyKeys(names);
			assertThat(context.getBean(ContextPool.class).name()).isEqualTo("logicGraphContextPool");
			assertThat(context.getBeanNamesForType(ContextPool.class)).containsExactly("logicGraphContextPool");
		});
		assertThat(output).contains("The application's bean 'contextPool' is no ContextPool");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void namesOfOurBeansAreOursAlone(boolean overriding) {
		this.webContextRunner.withAllowBeanDefinitionOverriding(overriding).run((context) -> {
			Stream<String> ours = Stream.of(context.getBeanDefinitionNames())
				.filter((name) -> isOurs(context.getType(name)));
			assertThat(ours).contains("contextPool", "logicGraphMemoryMetrics", "logicGraphAsyncRequestResults")
				.allMatch((name) -> name.equals("contextPool") || name.startsWith("logicGraph") || name.contains("."));
		});
	}

	private static boolean isOurs(@Nullable Class<?> type) {
		return type != null && type.getName().startsWith("io.logicgraph.");
	}

	@Test
	void backsOffBeforeTheUsersBeans() {
		this.contextRunner.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ContextPool.class)
				.hasBean("orders")
				.hasBean("ownMetrics")
				.hasBean("ownProfiles")
				.doesNotHaveBean("contextPool")
				.doesNotHaveBean("logicGraphMemoryMetrics")
				.doesNotHaveBean("logicGraphProfileRegistry"));
	}

	@Test
	void poolReportsToTheMetricsBean() {
		MemoryMetrics metrics = new MemoryMetrics();
		this.contextRunner.withBean(MemoryMetrics.class, () -> metrics).run((context) -> {
			context.getBean(ContextPool.class).lease().close();
			assertThat(metrics.contextAllocations()).isEqualTo(1);
			assertThat(metrics.currentBytes()).isPositive();
		});
	}

	@Test
	void profilesAreBoundedAndRecorded() {
		RecordingFactory recorders = new RecordingFactory();
		this.contextRunner.withPropertyValues("logicgraph.memory.profiled.max-profiles=2")
			.withBean(ProfileRecorder.Factory.class, () -> recorders)
			.run((context) -> {
				ProfileRegistry profiles = context.getBean(ProfileRegistry.class);
				for (String name : List.of("a", "b", "c")) {
					profiles.profile(new ProfileId(name, "", ""));
				}
				assertThat(profiles.profile(new ProfileId("d", "", "")).id().name()).isEqualTo("other");
			});
		assertThat(recorders.created).isEqualTo(3);
		assertThat(recorders.closed).isEqualTo(3);
	}

	@Test
	void closedContextClosesThePoolButNotTheMetrics() {
		long before = MemoryMetrics.global().contextAllocations();
		ContextPool[] pool = new ContextPool[1];
		PooledContext[] held = new PooledContext[1];
		this.contextRunner.run((context) -> {
			pool[0] = context.getBean(ContextPool.class);
			pool[0].lease().close();
			held[0] = pool[0].lease();
		});
		assertThat(pool[0].size()).isZero();
		held[0].close();
		assertThat(pool[0].size()).isZero();
		assertThat(MemoryMetrics.global().contextAllocations()).isGreaterThan(before);
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		ContextPool orders() {
			return new ContextPool();
		}

		@Bean
		MemoryMetrics ownMetrics() {
			return new MemoryMetrics();
		}

		@Bean
		ProfileRegistry ownProfiles() {
			return new ProfileRegistry();
		}

	}

	private static final class RecordingFactory implements ProfileRecorder.Factory {

		private int created;

		private int closed;

		@Override
		public ProfileRecorder create(ProfileId id) {
			this.created++;
			ProfileRecorder none = NONE.create(id);
			return new ProfileRecorder() {

				@Override
				public void measured(long bytes, Quality quality, Throwable error) {
					none.measured(bytes, quality, error);
				}

				@Override
				public void unmeasured(Throwable error) {
					none.unmeasured(error);
				}

				@Override
				public void close() {
					RecordingFactory.this.closed++;
				}

			};
		}

	}

}
