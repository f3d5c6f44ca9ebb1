package io.logicgraph.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;

/**
 * Threads that lease from the same pools: what they get done together, and whether each
 * gets its part.
 */
final class Contention {

	private static final int[] THREADS = { 1, 2, 8, 64 };

	private static final int[] POOLS = { 1, 8 };

	private static final String[] KEYS = GraphKeys.first(8);

	private static final Object[] VALUES = GraphKeys.values(8);

	private static final long SECONDS = 10;

	private Contention() {
	}

	/**
	 * Print for each number of threads and of pools how many executions there were in a
	 * microsecond, and what the slowest thread did of the mean of all.
	 */
	static void main() throws InterruptedException {
		run(2, 1);
		for (int pools : POOLS) {
			for (int threads : THREADS) {
				long[] executions = run(threads, pools);
				double mean = Arrays.stream(executions).average().orElseThrow();
				long slowest = Arrays.stream(executions).min().orElseThrow();
				System.out.printf(Locale.ROOT,
						"%d pools %2d threads %6.2f executions/us, slowest thread %.2f of the mean%n", pools, threads,
						mean * threads / TimeUnit.SECONDS.toMicros(SECONDS), slowest / mean);
			}
		}
	}

	private static long[] run(int threads, int pools) throws InterruptedException {
		List<ContextPool> all = IntStream.range(0, pools).mapToObj((i) -> new ContextPool()).toList();
		List<Worker> workers = new ArrayList<>();
		CountDownLatch started = new CountDownLatch(threads);
		for (int i = 0; i < threads; i++) {
			workers.add(new Worker(all.get(i % pools), started));
		}
		workers.forEach(Thread::start);
		started.await();
		TimeUnit.SECONDS.sleep(SECONDS);
		workers.forEach((worker) -> worker.stopped = true);
		for (Worker worker : workers) {
			worker.join();
		}
		all.forEach(ContextPool::close);
		return workers.stream().mapToLong((worker) -> worker.executions).toArray();
	}

	private static final class Worker extends Thread {

		private final ContextPool pool;

		private final CountDownLatch started;

		private long executions;

		private volatile boolean stopped;

		private Worker(ContextPool pool, CountDownLatch started) {
			this.pool = pool;
			this.started = started;
		}

		@Override
		public void run() {
			this.started.countDown();
			long done = 0;
			while (!this.stopped) {
				try (PooledContext context = this.pool.lease()) {
					for (int i = 0; i < KEYS.length; i++) {
						context.set(KEYS[i], VALUES[i]);
					}
				}
				done++;
			}
			this.executions = done;
		}

	}

}
