package io.logicgraph.memory.pool;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a warm pool allocates, in JVMs that do nothing else.
 */
class PoolAllocationTests {

	@Test
	void interpretedLeaseAllocatesItsHandleAndNothingElse() throws Exception {
		assertThat(ForkedJvm.run(Interpreted.class, "-Xint")).contains("bare 24, with keys 24");
	}

	@Test
	void compiledAcquireAndReleaseAllocateNothing() throws Exception {
		assertThat(ForkedJvm.run(Compiled.class, "-XX:+UseG1GC")).contains("bytes 0");
	}

	@Test
	void compiledExecutionsThatOverlapAllocateNothingButTheNewContexts() throws Exception {
		assertThat(ForkedJvm.run(Overlapping.class, "-XX:+UseG1GC")).contains("handles 0");
	}

	private static ContextPool pool() {
		return new ContextPool("orders", PoolConfig.builder().leakDetection(LeakDetection.DISABLED).build());
	}

	static final class Interpreted {

		private static final int LEASES = 1_000;

		private static final String[] KEYS = { "amount", "currency", "customer", "discount", "total" };

		private Interpreted() {
		}

		public static void main(String[] args) {
			ContextPool pool = pool();
			run(pool, false);
			run(pool, true);
			System.out.printf("bare %d, with keys %d%n", run(pool, false) / LEASES, run(pool, true) / LEASES);
		}

		private static long run(ContextPool pool, boolean keys) {
			ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < LEASES; i++) {
				try (PooledContext context = pool.lease()) {
					for (int k = 0; keys && k < KEYS.length; k++) {
						context.set(KEYS[k], KEYS[k]);
					}
				}
			}
			return threads.getCurrentThreadAllocatedBytes() - before;
		}

	}

	static final class Compiled {

		private static final int ROUNDS = 5_000;

		private static final int LEASES = 10_000;

		private Compiled() {
		}

		public static void main(String[] args) {
			ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			ContextPool pool = pool();
			long bytes = Long.MAX_VALUE;
			for (int round = 0; round < ROUNDS && bytes > 0; round++) {
				long before = threads.getCurrentThreadAllocatedBytes();
				run(pool);
				bytes = threads.getCurrentThreadAllocatedBytes() - before;
			}
			System.out.println("bytes " + bytes);
		}

		private static void run(ContextPool pool) {
			for (int i = 0; i < LEASES; i++) {
				Context context = pool.acquire();
				pool.release(context);
			}
		}

	}

	/**
	 * Half of the leases find no idle context, so that the JIT sees the slow path as
	 * often as the fast one.
	 */
	static final class Overlapping {

		private static final int ROUNDS = 5_000;

		private static final int EXECUTIONS = 1_000;

		private static final String[] KEYS = { "amount", "currency", "customer", "discount", "total" };

		private Overlapping() {
		}

		public static void main(String[] args) {
			ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			MemoryMetrics metrics = new MemoryMetrics();
			ContextPool pool = new ContextPool("orders",
					PoolConfig.builder().maxPooled(1).leakDetection(LeakDetection.DISABLED).build(), metrics);
			long handles = Long.MAX_VALUE;
			for (int round = 0; round < ROUNDS && handles > 0; round++) {
				long contextsBefore = metrics.totalBytes();
				long before = threads.getCurrentThreadAllocatedBytes();
				run(pool);
				long bytes = threads.getCurrentThreadAllocatedBytes() - before;
				handles = bytes - (metrics.totalBytes() - contextsBefore);
			}
			System.out.println("handles " + handles);
		}

		private static void run(ContextPool pool) {
			for (int i = 0; i < EXECUTIONS; i++) {
				Context first = pool.acquire();
				Context second = pool.acquire();
				fill(first);
				fill(second);
				pool.release(second);
				pool.release(first);
			}
		}

		private static void fill(Context context) {
			for (String key : KEYS) {
				context.set(key, key);
			}
		}

	}

}
