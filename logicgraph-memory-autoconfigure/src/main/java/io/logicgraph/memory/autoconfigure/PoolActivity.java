package io.logicgraph.memory.autoconfigure;

import java.util.Locale;

import io.logicgraph.memory.pool.DiscardReason;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * What a pool did between two checks.
 */
final class PoolActivity {

	private final @Nullable PoolStats earlier;

	private final PoolStats later;

	PoolActivity(@Nullable PoolStats earlier, PoolStats later) {
		// Statistics were off meanwhile, or there is another pool under the same name.
		boolean continued = earlier != null && earlier.totalAcquired() <= later.totalAcquired();
		this.earlier = continued ? earlier : null;
		this.later = later;
	}

	long acquired() {
		return this.later.totalAcquired() - ((this.earlier != null) ? this.earlier.totalAcquired() : 0);
	}

	/**
	 * Share of contexts reused, in percent.
	 */
	double reuseRate() {
		long reused = this.later.reused() - ((this.earlier != null) ? this.earlier.reused() : 0);
		return (acquired() != 0) ? 100.0 * reused / acquired() : 0;
	}

	String reuse() {
		return String.format(Locale.ROOT, "%.1f%% of %d contexts since the last check", reuseRate(), acquired());
	}

	/**
	 * Return what to change, with the keys of the auto-configured pool. The advice
	 * depends on what happened to most of the contexts that were not reused.
	 */
	String advice(PoolConfig config) {
		long full = discarded(DiscardReason.FULL) + discarded(DiscardReason.SHRUNK);
		long oversized = discarded(DiscardReason.OVERSIZED);
		long idle = discarded(DiscardReason.IDLE);
		long kept = this.later.active() - ((this.earlier != null) ? this.earlier.active() : 0);
		long most = Math.max(Math.max(full, oversized), Math.max(idle, kept));
		if (most <= 0) {
			return "Acquire contexts one after the other and release each as soon as it is no longer needed";
		}
		if (most == full) {
			return "%d came back while the pool was full: raise logicgraph.memory.pool.max-pooled above %d"
				.formatted(full, config.maxPooled());
		}
		if (most == oversized) {
			return "%d had grown too large to be kept: raise logicgraph.memory.pool.max-retained-capacity above %d, or store less in a context"
				.formatted(oversized, config.maxRetainedCapacity());
		}
		if (most == idle) {
			return "%d had been idle for too long: raise logicgraph.memory.pool.min-idle above %d, or logicgraph.memory.pool.idle-timeout above %s"
				.formatted(idle, config.minIdle(), config.idleTimeout());
		}
		return """
				%d were not released: close contexts with try-with-resources, or release them in a finally block; \
				logicgraph.memory.pool.leak-detection.level=full shows where they were acquired""".formatted(kept);
	}

	private long discarded(DiscardReason reason) {
		long before = (this.earlier != null) ? this.earlier.discarded().getOrDefault(reason, 0L) : 0;
		return this.later.discarded().getOrDefault(reason, 0L) - before;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT,
				"%d acquired since the last check, %.1f%% of them reused; %d idle, %d active, %d bytes retained; "
						+ "in all %d acquired, %.1f%% reused",
				acquired(), reuseRate(), this.later.currentPoolSize(), this.later.active(), this.later.retainedBytes(),
				this.later.totalAcquired(), this.later.reuseRate());
	}

}
