package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolHousekeeper}, in a JVM whose only pools are theirs.
 */
class PoolHousekeeperTests {

	private static final int POOLS = 1000;

	@Test
	void oneThreadLooksAfterAllPoolsAndEndsWithTheLast() throws Exception {
		assertThat(ForkedJvm.run(ManyPools.class).lines()).contains("1000 pools: threads 1, daemon true, loader null",
				"leaks found: 2", "idle left: 0", "after the pools were closed or collected: ended, bytes 0",
				"after a new pool: threads 1", "after it was closed: ended");
	}

	static final class ManyPools {

		private final MemoryMetrics metrics = new MemoryMetrics();

		private final List<ContextPool> pools = new ArrayList<>();

		public static void main(String[] args) throws InterruptedException {
			new ManyPools().run();
		}

		private void run() throws InterruptedException {
			for (int i = 0; i < POOLS; i++) {
				ContextPool pool = pool("pool" + i);
				pool.lease().close();
				this.pools.add(pool);
			}
			Thread thread = threads().get(0);
			System.out.printf("%d pools: threads %d, daemon %s, loader %s%n", POOLS, threads().size(),
					thread.isDaemon(), thread.getContextClassLoader());
			this.pools.get(0).acquire();
			this.pools.get(POOLS - 1).acquire();
			GarbageCollections.until("leaks found", () -> leaks() == 2);
			System.out.println("leaks found: " + leaks());
			GarbageCollections.until("idle contexts discarded", () -> idle() == 0);
			System.out.println("idle left: " + idle());
			this.pools.subList(0, POOLS / 2).forEach(ContextPool::close);
			this.pools.clear();
			awaitEnd(thread);
			System.out.println("after the pools were closed or collected: ended, bytes " + this.metrics.currentBytes());
			ContextPool another = pool("another");
			another.lease().close();
			Thread anotherThread = threads().get(0);
			System.out.println("after a new pool: threads " + threads().size());
			another.close();
			awaitEnd(anotherThread);
			System.out.println("after it was closed: ended");
		}

		private ContextPool pool(String name) {
			return new ContextPool(name,
					PoolConfig.builder()
						.leakDetection(LeakDetection.FULL)
						.leakThreshold(Duration.ofHours(1))
						.idleTimeout(Duration.ofMillis(40))
						.build(),
					this.metrics);
		}

		private long leaks() {
			return this.pools.stream().mapToLong((pool) -> pool.leaks().size()).sum();
		}

		private int idle() {
			return this.pools.stream().mapToInt(ContextPool::size).sum();
		}

		private static void awaitEnd(Thread thread) throws InterruptedException {
			GarbageCollections.until("thread ended", () -> !thread.isAlive());
			thread.join();
		}

		private static List<Thread> threads() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("logicgraph-pool"))
				.toList();
		}

	}

}
