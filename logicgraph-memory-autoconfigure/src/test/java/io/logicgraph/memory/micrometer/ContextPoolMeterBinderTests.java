package io.logicgraph.memory.micrometer;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolMisuseException;
import io.logicgraph.memory.pool.PooledContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContextPoolMeterBinder}.
 */
class ContextPoolMeterBinderTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ContextPool pool = pool(PoolConfig.defaults());

	@Test
	void showsWhatThePoolDoes() {
		bind(this.pool).bindTo(this.registry);
		PooledContext first = this.pool.lease();
		this.pool.lease().close();
		this.pool.lease();
		first.close();
		assertThat(gauge("logicgraph.pool.idle")).isEqualTo(1);
		assertThat(gauge("logicgraph.pool.active")).isEqualTo(1);
		assertThat(gauge("logicgraph.pool.max")).isEqualTo(100);
		assertThat(gauge("logicgraph.pool.peak")).isEqualTo(2);
		assertThat(gauge("logicgraph.pool.reuse.ratio")).isEqualTo(1 / 3.0);
		assertThat(gauge("logicgraph.pool.retained")).isEqualTo(this.pool.retainedBytes()).isPositive();
		assertThat(counter("logicgraph.pool.acquired", "result", "created")).isEqualTo(2);
		assertThat(counter("logicgraph.pool.acquired", "result", "reused")).isEqualTo(1);
		assertThat(counter("logicgraph.pool.released")).isEqualTo(2);
	}

	@Test
	void countsMisuseAndDiscardedContextsByKind() {
		bind(this.pool).bindTo(this.registry);
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> this.pool.release(null));
		this.pool.lease().close();
		this.pool.clear();
		assertThat(counter("logicgraph.pool.misuse", "kind", "null_release")).isEqualTo(1);
		assertThat(counter("logicgraph.pool.discarded", "reason", "cleared")).isEqualTo(1);
		assertThat(counter("logicgraph.pool.leaked", "kind", "gc")).isZero();
	}

	@Test
	void reuseRatioIsUnknownBeforeTheFirstUse() {
		bind(this.pool).bindTo(this.registry);
		assertThat(gauge("logicgraph.pool.reuse.ratio")).isNaN();
	}

	@Test
	void doesNotClaimToKnowWhatAPoolDoesNotTrack() {
		ContextPool untracked = pool(PoolConfig.builder().trackStats(false).build());
		bind(untracked).bindTo(this.registry);
		untracked.lease().close();
		assertThat(gauge("logicgraph.pool.idle")).isEqualTo(1);
		assertThat(gauge("logicgraph.pool.active")).isNaN();
		assertThat(this.registry.find("logicgraph.pool.acquired").meter()).isNull();
	}

	@Test
	void metersOfOneScrapeBalance() {
		AtomicLong clock = new AtomicLong();
		new ContextPoolMeterBinder("pool", this.pool, clock::get).bindTo(this.registry);
		for (int scrape = 1; scrape <= 3; scrape++) {
			double acquired = counter("logicgraph.pool.acquired", "result", "created")
					+ counter("logicgraph.pool.acquired", "result", "reused");
			this.pool.lease().close();
			this.pool.lease();
			double released = counter("logicgraph.pool.released");
			assertThat(gauge("logicgraph.pool.active")).isEqualTo(acquired - released).isEqualTo(scrape - 1);
			clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
		}
	}

	@Test
	void registryDoesNotKeepThePool() {
		ContextPool dropped = pool(PoolConfig.defaults());
		bind(dropped).bindTo(this.registry);
		dropped.lease().close();
		assertThat(gauge("logicgraph.pool.idle")).isEqualTo(1);
		WeakReference<ContextPool> reference = new WeakReference<>(dropped);
		dropped = null;
		GarbageCollections.until("the pool is collected", () -> reference.refersTo(null));
		assertThat(gauge("logicgraph.pool.idle")).isNaN();
	}

	@Test
	void showsTheKeysThatAreKept() {
		bind(this.pool).bindTo(this.registry);
		try (PooledContext context = this.pool.lease()) {
			context.set("key", 1);
		}
		assertThat(gauge("logicgraph.pool.retained.keys")).isEqualTo(this.pool.retainedKeyBytes()).isPositive();
	}

	@Test
	void metersLeaveTheRegistryWhenClosed() {
		ContextPoolMeterBinder binder = bind(this.pool);
		binder.bindTo(this.registry);
		assertThat(this.registry.getMeters()).isNotEmpty();
		binder.close();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void twoPoolsAreToldApartByTheirNames() {
		ContextPool other = pool(PoolConfig.lowConcurrency());
		new ContextPoolMeterBinder("first", this.pool).bindTo(this.registry);
		new ContextPoolMeterBinder("second", other).bindTo(this.registry);
		assertThat(this.registry.get("logicgraph.pool.max").tag("pool", "first").gauge().value()).isEqualTo(100);
		assertThat(this.registry.get("logicgraph.pool.max").tag("pool", "second").gauge().value()).isEqualTo(50);
	}

	@Test
	void prometheusNamesAreThoseOfTheDashboard() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		bind(this.pool).bindTo(prometheus);
		assertThat(prometheus.scrape()).contains("logicgraph_pool_idle_contexts{pool=\"pool\"}",
				"logicgraph_pool_active_contexts", "logicgraph_pool_max_contexts", "logicgraph_pool_retained_bytes",
				"logicgraph_pool_acquired_total{pool=\"pool\",result=\"reused\"}", "logicgraph_pool_leaked_total",
				"logicgraph_pool_misuse_total");
	}

	private static ContextPool pool(PoolConfig config) {
		return new ContextPool("test", config, new MemoryMetrics());
	}

	private static ContextPoolMeterBinder bind(ContextPool pool) {
		return new ContextPoolMeterBinder("pool", pool);
	}

	private double gauge(String name) {
		return this.registry.get(name).tag("pool", "pool").gauge().value();
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tag("pool", "pool").tags(tags).functionCounter().count();
	}

}
