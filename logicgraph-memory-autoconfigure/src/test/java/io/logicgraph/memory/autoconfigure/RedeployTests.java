package io.logicgraph.memory.autoconfigure;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import javax.management.ObjectName;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.Profiled;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
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
				EndpointAutoConfiguration.class, JmxEndpointAutoConfiguration.class, ContextPoolAutoConfiguration.class,
				MemoryAutoConfiguration.class, MemoryEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
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

	@Test
	void threadsThatOutliveAContextDoNotKeepIt() throws Exception {
		ExecutorService shared = Executors.newSingleThreadExecutor();
		try {
			List<WeakReference<Object>> contexts = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				this.registry = new SimpleMeterRegistry();
				this.contextRunner
					.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class,
							MemoryProfiledAutoConfiguration.class, MemoryObservationAutoConfiguration.class))
					.withPropertyValues("logicgraph.memory.observation.include=*")
					.withBean(Inner.class)
					.withBean(Outer.class)
					.run((context) -> {
						shared.submit(() -> use(context)).get();
						assertThat(this.registry.get("logicgraph.profiled.allocated").summaries()).hasSize(2);
						assertThat(this.registry.get("work.allocated").summary().count()).isEqualTo(1);
						contexts.add(new WeakReference<>(context.getBeanFactory()));
					});
			}
			this.registry = new SimpleMeterRegistry();
			GarbageCollections.until("no bean factory is kept",
					() -> contexts.stream().allMatch((context) -> context.refersTo(null)));
		}
		finally {
			shared.shutdown();
		}
	}

	@Test
	void threadsThatOutliveAClassLoaderDoNotKeepIt() throws Exception {
		ExecutorService shared = Executors.newSingleThreadExecutor();
		try {
			WeakReference<ClassLoader> loader = shared.submit(RedeployTests::useInAClassLoaderOfItsOwn).get();
			GarbageCollections.until("the class loader is not kept", () -> loader.refersTo(null));
		}
		finally {
			shared.shutdown();
		}
	}

	private static void use(AssertableApplicationContext context) {
		Outer outer = context.getBean(Outer.class);
		Observation.createNotStarted("work", context.getBean(ObservationRegistry.class)).observe(outer::work);
		try (PooledContext leased = context.getBean(ContextPool.class).lease()) {
			leased.set("key", "value");
		}
	}

	/**
	 * Measure something with classes of the library that another class loader has loaded.
	 */
	private static WeakReference<ClassLoader> useInAClassLoaderOfItsOwn() throws Exception {
		URL[] urls = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> url(Path.of(entry)))
			.toArray(URL[]::new);
		ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
		Class<?> profiler = loader.loadClass("io.logicgraph.memory.profile.MemoryProfiler");
		assertThat(profiler.getClassLoader()).isSameAs(loader);
		profiler.getMethod("profile", String.class, Runnable.class).invoke(null, "work", (Runnable) () -> {
		});
		Class<?> pool = loader.loadClass("io.logicgraph.memory.pool.ContextPool");
		try (AutoCloseable closeable = (AutoCloseable) pool.getConstructor().newInstance()) {
			pool.getMethod("release", loader.loadClass("io.logicgraph.memory.context.Context"))
				.invoke(closeable, pool.getMethod("acquire").invoke(closeable));
		}
		return new WeakReference<>(loader);
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static Set<ObjectName> mBeans() throws Exception {
		return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("test.redeploy:*"), null);
	}

	static class Inner {

		@Profiled
		public Object work() {
			return new byte[1000];
		}

	}

	static class Outer {

		private final Inner inner;

		Outer(Inner inner) {
			this.inner = inner;
		}

		@Profiled
		public Object work() {
			return this.inner.work();
		}

	}

}
