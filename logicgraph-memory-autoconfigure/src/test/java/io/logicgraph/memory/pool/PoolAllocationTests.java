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
		assertThat(bytesByLease(Compiled.class)).isBetween(0.0, 1.0);
	}

	@Test
	void compiledExecutionsThatOverlapAllocateAtMostTheirHandlesBesideTheNewContexts() throws Exception {
		assertThat(bytesByLease(Overlapping.class)).isBetween(0.0, 24.5);
	}

	/**
	 * A handle that exists is 24 bytes in each lease. Less than one byte is none: HotSpot
	 * may charge the thread some hundred bytes of its own when it compiles a method.
	 * {@code -Xbatch} has each method compiled before it goes on, so that what is
	 * measured is compiled code, on however slow a machine.
	 */
	private static double bytesByLease(Class<?> main) throws Exception {
		String output = ForkedJvm.run(main, "-XX:+UseG1GC", "-Xbatch");
		assertThat(output).startsWith("bytes by lease ");
		return Double.parseDouble(output.substring("bytes by lease ".length()));
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

		private static final int ROUNDS = 1_000;

		private static final int LEASES = 1_000;

		private Compiled() {
		}

		public static void main(String[] args) {
			ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			ContextPool pool = pool();
			runAll(pool);
			long before = threads.getCurrentThreadAllocatedBytes();
			runAll(pool);
			long bytes = threads.getCurrentThreadAllocatedBytes() - before;
			System.out.println("bytes by lease " + (double) bytes / (ROUNDS * LEASES));
		}

		private static void runAll(ContextPool pool) {
			for (int round = 0; round < ROUNDS; round++) {
				run(pool);
			}
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
	 * often as the fast one, and may not inline enough for escape analysis to remove the
	 * handles.
	 */
	static final class Overlapping {

		private static final int ROUNDS = 1_000;

		private static final int EXECUTIONS = 100;

		private static final String[] KEYS = { "amount", "currency", "customer", "discount", "total" };

		private Overlapping() {
		}

		public static void main(String[] args) {
			ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			MemoryMetrics metrics = new MemoryMetrics();
			ContextPool pool = new ContextPool("orders",
					PoolConfig.builder().maxPooled(1).leakDetection(LeakDetection.DISABLED).build(), metrics);
			runAll(pool);
			long contextsBefore = metrics.totalBytes();
			long before = threads.getCurrentThreadAllocatedBytes();
			runAll(pool);
			long bytes = threads.getCurrentThreadAllocatedBytes() - before;
			long handles = bytes - (metrics.totalBytes() - contextsBefore);
			System.out.println("bytes by lease " + handles / (2.0 * ROUNDS * EXECUTIONS));
		}

		private static void runAll(ContextPool pool) {
			for (int round = 0; round < ROUNDS; round++) {
				run(pool);
			}
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
