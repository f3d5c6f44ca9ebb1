package io.logicgraph.memory.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.profile.MemoryProfiler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the heap is back where it was after what a pool can be put through, in a JVM
 * that does nothing else.
 */
class PoolMemoryTests {

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC" })
	void heapIsBackWhereItWasAfterBurstsStormsAndLargeContexts(String collector) throws Exception {
		assertThat(ForkedJvm.run(Workloads.class, "-Xmx512m", collector)).contains("back where it was");
	}

	/**
	 * Runs each workload twice, since the first time classes are loaded and arrays of the
	 * pool's own grow.
	 */
	static final class Workloads {

		private static final long TOLERATED_GROWTH = 200_000;

		private Workloads() {
		}

		public static void main(String[] args) {
			MemoryMetrics metrics = new MemoryMetrics();
			ContextPool pool = new ContextPool("orders", PoolConfig.defaults(), metrics);
			hold(pool, 200);
			burst(pool);
			assertNothingKept("burst of 100,000 leases", () -> burst(pool));
			returnStorm(pool);
			assertNothingKept("return storm", () -> returnStorm(pool));
			large(pool);
			assertNothingKept("context with a million entries", () -> large(pool));
			assertThat(metrics.currentBytes()).isEqualTo(pool.retainedBytes());
			PoolBooks.assertBalanced(pool, 0);
			System.out.println("back where it was");
		}

		private static void assertNothingKept(String what, Runnable work) {
			OptionalLong growth = MemoryProfiler.liveHeapGrowth(work);
			assertThat(growth.orElseThrow()).as(what).isLessThan(TOLERATED_GROWTH);
		}

		private static void burst(ContextPool pool) {
			hold(pool, 100_000);
		}

		private static void hold(ContextPool pool, int count) {
			List<Context> contexts = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				contexts.add(pool.acquire().set("key", i));
			}
			contexts.forEach(pool::release);
		}

		/**
		 * All of many contexts come back at once, from several threads. They take them
		 * out of a queue: a thread may refer to what it worked on for a moment longer, at
		 * times until after the collection.
		 */
		private static void returnStorm(ContextPool pool) {
			Queue<Context> contexts = new ConcurrentLinkedQueue<>();
			for (int i = 0; i < 20_000; i++) {
				contexts.add(pool.acquire().set("key", new byte[100]));
			}
			IntStream.range(0, contexts.size()).parallel().forEach((i) -> pool.release(contexts.remove()));
		}

		private static void large(ContextPool pool) {
			try (PooledContext context = pool.lease()) {
				for (int i = 0; i < 1_000_000; i++) {
					context.set(Integer.toString(i), i);
				}
			}
		}

	}

}
