package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.aop.ProfiledBeanPostProcessor;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MemoryProfiledAutoConfigurationTests {

	/**
	 * Calls after which the JDK has settled on how to invoke a method by reflection.
	 */
	private static final int SETTLING_CALLS = 150;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryProfiledAutoConfiguration.class, MemoryMetersAutoConfiguration.class))
		.withBean(Work.class);

	@Test
	void annotatedMethodIsProfiled(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			settle(context.getBean(Work.class)::allocate);
			context.getBean(ProfileRegistry.class).reset();
			context.getBean(Work.class).allocate();
			assertThat(context.getBean(ProfileRegistry.class).snapshots()).singleElement()
				.satisfies((profile) -> assertThat(profile.name()).isEqualTo("Work.allocate"))
				.extracting(ProfileSnapshot::totalBytes, as(InstanceOfAssertFactories.LONG))
				.isEqualTo(1016L);
		});
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void methodsAreProfiledByPattern() {
		this.contextRunner.withBean("branch", Branch.class)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("logicgraph.memory.profiled.include[0]=branch",
					"logicgraph.memory.profiled.exclude=execution(* *..Work.*(..)),*.close")
			.run((context) -> {
				context.getBean(Branch.class).open();
				settle(context.getBean(Branch.class)::visit);
				context.getBean(Work.class).allocate();
				assertThat(context.getBean(ProfileRegistry.class).snapshots()).extracting(ProfileSnapshot::name)
					.containsExactlyInAnyOrder("Branch.open", "Branch.visit");
				DistributionSummary summary = context.getBean(MeterRegistry.class)
					.get("logicgraph.profiled.allocated")
					.tags("name", "Branch.visit", "class", "Branch", "method", "visit", "exception", "none", "quality",
							"exact")
					.summary();
				double before = summary.totalAmount();
				context.getBean(Branch.class).visit();
				assertThat(summary.totalAmount() - before).isEqualTo(1016);
			});
	}

	@Test
	void namesAndPackagesWorkWithoutAspectJ() {
		this.contextRunner.withBean("branch", Branch.class)
			.withPropertyValues("logicgraph.memory.profiled.include=io.logicgraph.memory.autoconfigure.*Tests$Branch")
			.withClassLoader(
					new FilteredClassLoader("reactor", "org.reactivestreams", "io.micrometer", "org.aspectj", "kotlin"))
			.run((context) -> {
				context.getBean(Branch.class).visit();
				assertThat(context.getBean(ProfileRegistry.class).snapshots()).extracting(ProfileSnapshot::name)
					.containsExactly("Branch.visit");
			});
	}

	@Test
	void expressionFailsTheStartWhereAspectJIsAbsent() {
		this.contextRunner.withPropertyValues("logicgraph.memory.profiled.include=execution(* load(..))")
			.withClassLoader(new FilteredClassLoader("org.aspectj"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("logicgraph.memory.profiled.include")
				.hasMessageContaining("execution(* load(..))")
				.hasMessageContaining("Add org.aspectj:aspectjweaver"));
	}

	@Test
	void patternsAreNotReadWhereProfilingIsSwitchedOff() {
		this.contextRunner
			.withPropertyValues("logicgraph.memory.profiled.enabled=false", "logicgraph.memory.profiled.include=a b")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void callIsRecordedAsMeter() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			settle(context.getBean(Work.class)::allocate);
			DistributionSummary summary = context.getBean(MeterRegistry.class)
				.get("logicgraph.profiled.allocated")
				.tags("name", "Work.allocate", "class", "Work", "method", "allocate", "exception", "none", "quality",
						"exact")
				.summary();
			double before = summary.totalAmount();
			context.getBean(Work.class).allocate();
			assertThat(summary.totalAmount() - before).isEqualTo(1016);
		});
	}

	private static void settle(Runnable call) {
		for (int i = 0; i < SETTLING_CALLS; i++) {
			call.run();
		}
	}

	@Test
	void whatRecordingACallCallsIsNotRecorded() {
		this.contextRunner.withBean(Tenant.class)
			.withBean("meterRegistry", MeterRegistry.class,
					() -> new SimpleMeterRegistry(SimpleConfig.DEFAULT, Clock.SYSTEM))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				registry.config().meterFilter(context.getBean(Tenant.class));
				context.getBean(Work.class).allocate();
				assertThat(context.getBean(ProfileRegistry.class).snapshots()).extracting(ProfileSnapshot::name)
					.containsExactly("Work.allocate");
				registry.counter("other");
				assertThat(context.getBean(ProfileRegistry.class).snapshots()).extracting(ProfileSnapshot::name)
					.containsExactlyInAnyOrder("Work.allocate", "Tenant.map", "Tenant.accept");
			});
	}

	@Test
	void childContextProfilesItsOwnBeans() {
		this.contextRunner.run((parent) -> this.contextRunner.withParent(parent).run((child) -> {
			child.getBean(Work.class).allocate();
			assertThat(child.getBean(ProfileRegistry.class).snapshots()).extracting(ProfileSnapshot::count)
				.containsExactly(1L);
		}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "*Registry", "io.micrometer" })
	void patternsBreakNoBeanOfMicrometer(String pattern) {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withPropertyValues("logicgraph.memory.profiled.include=" + pattern)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(Work.class).allocate();
				assertThat(context.getBean(MeterRegistry.class)
					.get("logicgraph.profiled.allocated")
					.tag("name", "Work.allocate")
					.summary()
					.count()).isEqualTo(1);
				assertThat(AopUtils.isAopProxy(context.getBean(MeterRegistry.class))).isFalse();
			});
	}

	@Test
	void worksWhereAllThatIsOptionalIsAbsent() {
		this.contextRunner
			.withClassLoader(
					new FilteredClassLoader("reactor", "org.reactivestreams", "io.micrometer", "org.aspectj", "kotlin"))
			.run((context) -> {
				context.getBean(Work.class).allocate();
				assertThat(context.getBean(ProfileRegistry.class).snapshots()).hasSize(1);
			});
	}

	@Test
	void beanWithAnInterfaceCanStillBeInjectedByItsClass() {
		this.contextRunner.withBean(Branch.class)
			.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(Branch.class))).isTrue());
	}

	@Test
	void interfacesAreProxiedIfTheApplicationWantsThat() {
		this.contextRunner.withBean("branch", Branch.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(AopUtils.isJdkDynamicProxy(context.getBean("branch"))).isTrue());
	}

	@Test
	void methodIsProfiledOnceBesideAspectJ() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class)).run((context) -> {
			context.getBean(Work.class).allocate();
			assertThat(context.getBean(ProfileRegistry.class).snapshots()).singleElement()
				.satisfies((profile) -> assertThat(profile.count()).isEqualTo(1));
		});
	}

	@Test
	void switchedOffMethodsAreNotProfiled() {
		for (String property : new String[] { "logicgraph.memory.enabled", "logicgraph.memory.profiled.enabled" }) {
			this.contextRunner.withPropertyValues(property + "=false").run((context) -> {
				assertThat(context).doesNotHaveBean(ProfiledBeanPostProcessor.class);
				assertThat(context.getBean(Work.class).allocate()).isNotNull();
			});
		}
	}

	@Test
	void backsOffBeforeTheUsersOwn() {
		this.contextRunner.withUserConfiguration(OwnPostProcessor.class)
			.run((context) -> assertThat(context).hasSingleBean(ProfiledBeanPostProcessor.class)
				.hasBean("ownPostProcessor"));
	}

	public static class Work {

		@Profiled
		public Object allocate() {
			return new byte[1000];
		}

	}

	@Profiled
	public static class Tenant implements MeterFilter {

		@Override
		public Meter.Id map(Meter.Id id) {
			return id;
		}

	}

	interface Place {

		Object open();

	}

	public static class Branch implements Place {

		@Profiled
		@Override
		public Object open() {
			return new byte[1000];
		}

		public Object visit() {
			return new byte[1000];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPostProcessor {

		@Bean
		static ProfiledBeanPostProcessor ownPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			return new ProfiledBeanPostProcessor(registry);
		}

	}

}
