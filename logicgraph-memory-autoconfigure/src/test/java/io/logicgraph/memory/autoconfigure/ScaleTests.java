package io.logicgraph.memory.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.actuate.endpoint.MemoryReportDescriptor;
import io.logicgraph.memory.actuate.endpoint.MemoryReportDescriptor.OmittedDescriptor;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.micrometer.ContextPoolMeterBinder;
import io.logicgraph.memory.micrometer.MeterProfileRecorderFactory;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolStats;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a large application costs: profiles, series, pools and threads by the
 * thousand.
 */
class ScaleTests {

	private static final int MANY = 10_000;

	private static final int POOLS = 1_000;

	private static final int THREADS = 100_000;

	@Test
	void aProfileTakesLittle() {
		ProfileRegistry profiles = new ProfileRegistry(MANY, ProfileRecorder.Factory.NONE);
		List<ProfileId> ids = IntStream.range(0, MANY).mapToObj(ScaleTests::id).toList();
		long each = allocated(() -> ids.forEach((id) -> profiles.profile(id).measured(1, 0, Quality.EXACT, null)))
				/ MANY;
		print("A profile: %d B", each);
		assertThat(each).isBetween(1L, 1024L);
	}

	@Test
	void aSeriesOfObservationsTakesLittle() {
		ProfileRegistry profiles = new ProfileRegistry(MANY, ProfileRecorder.Factory.NONE);
		List<Map<String, String>> tags = IntStream.range(0, MANY).mapToObj((i) -> Map.of("uri", "/" + i)).toList();
		long each = allocated(() -> tags
			.forEach((tag) -> profiles.observation("http.server.requests", tag).measured(1, 0, Quality.EXACT, null)))
				/ MANY;
		print("A series of observations: %d B", each);
		assertThat(each).isBetween(1L, 1024L);
	}

	@Test
	void reportHasTheLargestRowsAndHowManyAreLeftOut() {
		ProfileRegistry profiles = profiles(ProfileRecorder.Factory.NONE);
		IntStream.range(0, MANY - 1)
			.forEach((i) -> profiles.observation("work", Map.of("number", String.valueOf(i)))
				.measured(i, 0, Quality.EXACT, null));
		LogicGraphMemoryEndpoint endpoint = endpoint(profiles, Map.of());
		MemoryReportDescriptor report = endpoint.report();
		assertThat(report.omitted()).isEqualTo(new OmittedDescriptor(MANY - 1001, MANY - 1001));
		assertThat(report.profiles()).hasSize(1000)
			.allSatisfy((row) -> assertThat(row.totalBytes()).isGreaterThanOrEqualTo(MANY - 1001));
		assertThat(report.observations()).hasSize(1000)
			.allSatisfy((row) -> assertThat(row.totalBytes()).isGreaterThanOrEqualTo(MANY - 1001));
		int length = new JsonMapper().writeValueAsString(report).length();
		print("The report of the endpoint: %d characters", length);
		assertThat(length).isLessThan(1_000_000);
		assertThat((List<?>) endpoint.section("profiles")).hasSize(MANY - 1);
		assertThat((List<?>) endpoint.section("observations")).hasSize(MANY - 1);
	}

	@Test
	void reportThatIsCompleteSaysNothingOfRowsLeftOut() {
		assertThat(endpoint(new ProfileRegistry(), Map.of()).report().omitted()).isNull();
	}

	@Test
	void aScrapeAllocatesLittleMoreThanThatOfMicrometersOwnSummaries() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		profiles(new MeterProfileRecorderFactory(() -> registry));
		PrometheusMeterRegistry plain = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		for (int i = 0; i < MANY - 1; i++) {
			DistributionSummary.builder("logicgraph.profiled.allocated")
				.baseUnit("bytes")
				.tags("name", id(i).name(), "class", "Service", "method", "method" + i, "exception", "none", "quality",
						"exact")
				.register(plain)
				.record(i);
		}
		registry.scrape();
		plain.scrape();
		long ours = allocated(registry::scrape) / MANY;
		long micrometers = allocated(plain::scrape) / MANY;
		print("A scrape, for each profile: %d B", ours);
		print("A scrape, for each summary of Micrometer: %d B", micrometers);
		assertThat(ours).isBetween(1L, micrometers + micrometers / 5);
	}

	@Test
	void aThousandPoolsTakeLittleAndOneThread() {
		new ContextPool().close();
		int threads = Thread.getAllStackTraces().size();
		Map<String, ContextPool> pools = new TreeMap<>();
		List<String> names = IntStream.range(0, POOLS).mapToObj((i) -> "pool" + i).toList();
		long each = allocated(() -> names.forEach((name) -> {
			ContextPool pool = new ContextPool(name, PoolConfig.defaults());
			pool.lease().close();
			pools.put(name, pool);
		})) / POOLS;
		assertThat(Thread.getAllStackTraces().size() - threads).isLessThanOrEqualTo(1);
		print("A pool with one idle context: %d B", each);
		assertThat(each).isBetween(1L, 8192L);
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		pools.forEach((name, pool) -> new ContextPoolMeterBinder(name, pool).bindTo(registry));
		assertThat(registry.find("logicgraph.pool.idle").gauges()).hasSize(POOLS);
		assertThat(endpoint(new ProfileRegistry(), pools).report().pools()).hasSize(POOLS);
		pools.values().forEach(ContextPool::close);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aHundredThousandVirtualThreadsHoldALeaseEach() throws Exception {
		try (ContextPool pool = new ContextPool()) {
			CountDownLatch leased = new CountDownLatch(THREADS);
			CountDownLatch release = new CountDownLatch(1);
			AtomicInteger wrong = new AtomicInteger();
			List<Thread> threads = new ArrayList<>(THREADS);
			for (int i = 0; i < THREADS; i++) {
				Integer number = i;
				threads.add(startVirtualThread(() -> {
					try (PooledContext context = pool.lease()) {
						context.set("number", number);
						leased.countDown();
						await(release);
						if (!number.equals(context.get("number"))) {
							wrong.incrementAndGet();
						}
					}
				}));
			}
			leased.await();
			assertThat(pool.stats().active()).isEqualTo(THREADS);
			release.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			PoolStats stats = pool.stats();
			assertThat(wrong).hasValue(0);
			assertThat(stats.active()).isZero();
			assertThat(stats.created()).isEqualTo(THREADS);
			assertThat(stats.released()).isEqualTo(THREADS);
			assertThat(stats.currentPoolSize()).isEqualTo(pool.config().maxPooled());
			assertThat(stats.peakPoolSize()).isLessThanOrEqualTo(pool.config().maxPooled());
		}
	}

	private static Thread startVirtualThread(Runnable work) throws ReflectiveOperationException {
		return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ProfileRegistry profiles(ProfileRecorder.Factory recorders) {
		ProfileRegistry profiles = new ProfileRegistry(MANY, recorders);
		for (int i = 0; i < MANY - 1; i++) {
			profiles.profile(id(i)).measured(i, 0, Quality.EXACT, null);
		}
		return profiles;
	}

	private static ProfileId id(int number) {
		return new ProfileId("Service.method" + number, "Service", "method" + number);
	}

	private static LogicGraphMemoryEndpoint endpoint(ProfileRegistry profiles, Map<String, ContextPool> pools) {
		return new LogicGraphMemoryEndpoint(() -> pools, new MemoryMetrics(), profiles, null, Map::of,
				new AllocationRecorder(profiles));
	}

	private static long allocated(Runnable work) {
		ThreadMXBean counter = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long before = counter.getCurrentThreadAllocatedBytes();
		work.run();
		return counter.getCurrentThreadAllocatedBytes() - before;
	}

	private static void print(String format, Object value) {
		System.out.printf(format + "%n", value);
	}

}
