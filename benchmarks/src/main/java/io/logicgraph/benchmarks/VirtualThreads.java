package io.logicgraph.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolStats;
import io.logicgraph.memory.pool.PooledContext;

/**
 * A thousand virtual threads that share a pool, and yield while they hold a context.
 */
final class VirtualThreads {

	private static final int THREADS = 1000;

	private static final int LEASES = 1000;

	private static final int YIELD_EVERY = 10;

	private VirtualThreads() {
	}

	static boolean areAvailable() {
		return Runtime.version().feature() >= 21;
	}

	static void main(String[] args) throws Exception {
		Scenarios.print(run());
	}

	private static Map<String, Object> run() throws Exception {
		try (ContextPool pool = new ContextPool(PoolConfig.veryHighConcurrency())) {
			long start = System.nanoTime();
			lease(pool);
			long nanos = System.nanoTime() - start;
			PoolStats stats = pool.stats();
			Map<String, Object> result = new LinkedHashMap<>();
			result.put("threads", THREADS);
			result.put("leases", stats.totalAcquired());
			result.put("created", stats.created());
			result.put("reuseRate", stats.reuseRate());
			result.put("millis", nanos / 1e6);
			return result;
		}
	}

	private static void lease(ContextPool pool) throws ReflectiveOperationException, InterruptedException {
		// By reflection, since this is compiled for JDK 17.
		ExecutorService executor = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				tasks.add(executor.submit(() -> leaseManyTimes(pool)));
			}
			for (Future<?> task : tasks) {
				task.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A virtual thread failed", ex.getCause());
		}
		finally {
			executor.shutdown();
		}
	}

	private static void leaseManyTimes(ContextPool pool) {
		for (int i = 0; i < LEASES; i++) {
			try (PooledContext context = pool.lease()) {
				context.set("key", i);
				if (i % YIELD_EVERY == 0) {
					Thread.yield();
				}
			}
		}
	}

}
