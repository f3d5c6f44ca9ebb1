package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.pool.ContextPool;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Checks the pools periodically: logs a line about each at DEBUG, and a warning when one
 * reuses too few contexts. Has a thread of its own, so that an application without
 * scheduling is not affected.
 */
final class ContextPoolMonitor implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ContextPoolMonitor.class);

	private final Supplier<Map<String, ContextPool>> pools;

	private final Duration interval;

	private final Percentage lowReuseThreshold;

	private final Map<String, PoolHistory> histories = new HashMap<>();

	private volatile @Nullable ScheduledExecutorService executor;

	ContextPoolMonitor(Supplier<Map<String, ContextPool>> pools, Duration interval, Percentage lowReuseThreshold) {
		this.pools = pools;
		this.interval = interval;
		this.lowReuseThreshold = lowReuseThreshold;
	}

	@Override
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "logicgraph-monitor");
			thread.setDaemon(true);
			return thread;
		});
		long nanos = this.interval.toNanos();
		executor.scheduleWithFixedDelay(this::checkSafely, nanos, nanos, TimeUnit.NANOSECONDS);
		this.executor = executor;
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService executor = this.executor;
		if (executor != null) {
			executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	private void checkSafely() {
		try {
			check(System.nanoTime());
		}
		catch (RuntimeException ex) {
			// A task that throws is not run again.
			logger.debug("Could not check the context pools, will try again", ex);
		}
	}

	/**
	 * Check all pools. Called by one thread at a time.
	 */
	void check(long nanoTime) {
		Map<String, ContextPool> pools = this.pools.get();
		this.histories.keySet().retainAll(pools.keySet());
		for (Map.Entry<String, ContextPool> pool : pools.entrySet()) {
			check(pool.getKey(), pool.getValue(), nanoTime);
		}
	}

	private void check(String name, ContextPool pool, long nanoTime) {
		if (!pool.config().trackStats()) {
			return;
		}
		PoolHistory history = this.histories.computeIfAbsent(name, (key) -> new PoolHistory());
		PoolActivity activity = history.next(pool.stats());
		if (logger.isDebugEnabled()) {
			logger.debug("Context pool '%s': %s".formatted(Printable.of(name), activity));
		}
		if (history.isWarningDue(activity, this.lowReuseThreshold, nanoTime)) {
			logger.warn("Context pool '%s' reused only %s, less than %s. %s".formatted(Printable.of(name),
					activity.reuse(), this.lowReuseThreshold, activity.advice(pool.config())));
		}
	}

}
