package io.logicgraph.memory.micrometer;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.DiscardReason;
import io.logicgraph.memory.pool.LeakKind;
import io.logicgraph.memory.pool.MisuseKind;
import io.logicgraph.memory.pool.PoolStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * {@link MeterBinder} for a {@link ContextPool}. Closing it removes the meters from their
 * registries. Where the pool doesn't track statistics, what depends on them is NaN or
 * absent.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class ContextPoolMeterBinder implements MeterBinder, AutoCloseable {

	private final ContextPool pool;

	private final Tags tags;

	private final Snapshots snapshots;

	private final BoundMeters meters = new BoundMeters();

	/**
	 * Create a binder.
	 * @param name value of the tag {@code pool}
	 * @param pool the pool
	 */
	public ContextPoolMeterBinder(String name, ContextPool pool) {
		this(name, pool, System::nanoTime);
	}

	ContextPoolMeterBinder(String name, ContextPool pool, LongSupplier nanoClock) {
		this.snapshots = new Snapshots(nanoClock);
		this.pool = Objects.requireNonNull(pool, "pool");
		this.tags = Tags.of("pool", Objects.requireNonNull(name, "name"));
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindGauges(registry);
		if (this.pool.config().trackStats()) {
			bindCounters(registry);
		}
	}

	/**
	 * Remove the meters from the registries to which they were bound.
	 */
	@Override
	public void close() {
		this.meters.remove();
	}

	private void bindGauges(MeterRegistry registry) {
		Snapshots snapshots = this.snapshots;
		gauge(registry, MeterNames.POOL_IDLE, MeterNames.UNIT_CONTEXTS, "Contexts ready for reuse, 0 or more",
				(pool) -> snapshots.of(pool).currentPoolSize());
		gauge(registry, MeterNames.POOL_MAX, MeterNames.UNIT_CONTEXTS, "Maximum number of idle contexts to keep",
				(pool) -> pool.config().maxPooled());
		gauge(registry, MeterNames.POOL_RETAINED, BaseUnits.BYTES,
				"Heap that idle contexts occupy, without their keys, 0 or more",
				(pool) -> snapshots.of(pool).retainedBytes());
		gauge(registry, MeterNames.POOL_RETAINED_KEYS, BaseUnits.BYTES,
				"Heap that the keys of idle contexts occupy if they share none, 0 or more",
				ContextPool::retainedKeyBytes);
		gauge(registry, MeterNames.POOL_ACTIVE, MeterNames.UNIT_CONTEXTS,
				"Contexts acquired and not released, 0 or more", tracked(PoolStats::active));
		gauge(registry, MeterNames.POOL_PEAK, MeterNames.UNIT_CONTEXTS,
				"Most contexts that the pool kept at one time, 0 or more", tracked(PoolStats::peakPoolSize));
		gauge(registry, MeterNames.POOL_REUSE_RATIO, null,
				"Share of acquired contexts that had been used before, 0 to 1",
				tracked(ContextPoolMeterBinder::reuseRatio));
	}

	private void bindCounters(MeterRegistry registry) {
		counter(registry, MeterNames.POOL_ACQUIRED, "Contexts acquired", Tags.of("result", "reused"),
				PoolStats::reused);
		counter(registry, MeterNames.POOL_ACQUIRED, "Contexts acquired", Tags.of("result", "created"),
				PoolStats::created);
		counter(registry, MeterNames.POOL_RELEASED, "Contexts released", Tags.empty(), PoolStats::released);
		for (DiscardReason reason : DiscardReason.values()) {
			counter(registry, MeterNames.POOL_DISCARDED, "Contexts that the pool discarded",
					Tags.of("reason", label(reason)), (stats) -> count(stats.discarded(), reason));
		}
		for (LeakKind kind : LeakKind.values()) {
			counter(registry, MeterNames.POOL_LEAKED, "Contexts found leaked", Tags.of("kind", label(kind)),
					(stats) -> count(stats.leaked(), kind));
		}
		for (MisuseKind kind : MisuseKind.values()) {
			counter(registry, MeterNames.POOL_MISUSE, "Wrong uses that were refused", Tags.of("kind", label(kind)),
					(stats) -> count(stats.misuse(), kind));
		}
	}

	private void gauge(MeterRegistry registry, String name, @Nullable String unit, String description,
			ToDoubleFunction<ContextPool> value) {
		this.meters.gauge(registry, name, unit, description, this.tags, this.pool, value);
	}

	private void counter(MeterRegistry registry, String name, String description, Tags more,
			ToDoubleFunction<PoolStats> value) {
		Snapshots snapshots = this.snapshots;
		this.meters.counter(registry, name, null, description, this.tags.and(more), this.pool,
				(pool) -> value.applyAsDouble(snapshots.of(pool)));
	}

	private ToDoubleFunction<ContextPool> tracked(ToDoubleFunction<PoolStats> value) {
		Snapshots snapshots = this.snapshots;
		return (pool) -> pool.config().trackStats() ? value.applyAsDouble(snapshots.of(pool)) : Double.NaN;
	}

	private static double reuseRatio(PoolStats stats) {
		return (stats.totalAcquired() != 0) ? (double) stats.reused() / stats.totalAcquired() : Double.NaN;
	}

	private static <E extends Enum<E>> double count(Map<E, Long> counts, E constant) {
		return counts.getOrDefault(constant, 0L);
	}

	private static String label(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The statistics as all meters of a scrape see them. Does not refer to the pool,
	 * which the registry refers to weakly. Thread-safe.
	 */
	private static final class Snapshots {

		/**
		 * How long a snapshot serves. Mostly all meters of a scrape are read within that
		 * time, so that acquired, released and active contexts of a scrape balance.
		 */
		private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

		private final LongSupplier nanoClock;

		private @Nullable PoolStats snapshot;

		private long taken;

		Snapshots(LongSupplier nanoClock) {
			this.nanoClock = nanoClock;
		}

		synchronized PoolStats of(ContextPool pool) {
			long now = this.nanoClock.getAsLong();
			PoolStats snapshot = this.snapshot;
			if (snapshot == null || now - this.taken > SNAPSHOT_NANOS) {
				snapshot = pool.stats();
				this.snapshot = snapshot;
				this.taken = now;
			}
			return snapshot;
		}

	}

}
