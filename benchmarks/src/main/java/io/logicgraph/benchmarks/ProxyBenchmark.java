package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.aop.ProfiledBeanPostProcessor;
import io.logicgraph.memory.micrometer.MeterProfileRecorderFactory;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Profiled;
import io.micrometer.core.annotation.Timed;
import io.micrometer.core.aop.TimedAspect;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import org.springframework.aop.aspectj.annotation.AspectJProxyFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * A call through a Spring proxy, with nothing but a pass-through interceptor, with
 * {@code @Profiled} and with Micrometer's {@code @Timed}; both record meters.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Benchmark)
public class ProxyBenchmark {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final Service bare = bareProxy();

	private final Service profiled = profiledProxy();

	private final Service timed = timedProxy();

	private int value;

	@Benchmark
	public int bare_proxy() {
		return this.bare.call(this.value);
	}

	@Benchmark
	public int profiled() {
		return this.profiled.callProfiled(this.value);
	}

	@Benchmark
	public int timed() {
		return this.timed.callTimed(this.value);
	}

	private static Service bareProxy() {
		ProxyFactory factory = new ProxyFactory(new Service());
		factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
		return (Service) factory.getProxy();
	}

	private Service timedProxy() {
		AspectJProxyFactory factory = new AspectJProxyFactory(new Service());
		factory.addAspect(new TimedAspect(this.meters));
		return factory.getProxy();
	}

	private Service profiledProxy() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("profiles", new ProfileRegistry(ProfileRegistry.DEFAULT_MAX_PROFILES,
				new MeterProfileRecorderFactory(() -> this.meters)));
		ProfiledBeanPostProcessor processor = new ProfiledBeanPostProcessor(
				beans.getBeanProvider(ProfileRegistry.class));
		processor.setBeanFactory(beans);
		beans.addBeanPostProcessor(processor);
		beans.registerBeanDefinition("service", new RootBeanDefinition(Service.class));
		return beans.getBean(Service.class);
	}

	/**
	 * What is called.
	 */
	public static class Service {

		public int call(int value) {
			return value + 1;
		}

		@Profiled
		public int callProfiled(int value) {
			return value + 1;
		}

		@Timed("timed")
		public int callTimed(int value) {
			return value + 1;
		}

	}

}
