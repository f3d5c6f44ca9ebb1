package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryAutoConfiguration}.
 */
class MemoryAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(MemoryAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

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

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContextPool.class)
				.doesNotHaveBean(MemoryMetrics.class)
				.doesNotHaveBean(ProfileRegistry.class)
				.doesNotHaveBean(MemoryProperties.class));
	}

	@Test
	void hasNoPoolWhenThatIsDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.pool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContextPool.class)
				.hasSingleBean(MemoryMetrics.class)
				.hasSingleBean(ProfileRegistry.class));
	}

	@Test
	void backsOffBeforeTheUsersBeans() {
		this.contextRunner.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ContextPool.class)
				.hasBean("orders")
				.hasBean("ownMetrics")
				.hasBean("ownProfiles")
				.doesNotHaveBean("contextPool")
				.doesNotHaveBean("memoryMetrics")
				.doesNotHaveBean("profileRegistry"));
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
