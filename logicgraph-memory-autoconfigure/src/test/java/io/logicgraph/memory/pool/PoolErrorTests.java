package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what is left of a {@link ContextPool} after an error that can strike
 * anywhere.
 */
class PoolErrorTests {

	private static final int ROUNDS = 150;

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Test
	void stackOverflowAnywhereLeavesThePoolUsableAndTheBooksBalanced() throws Exception {
		ContextPool pool = new ContextPool("deep",
				PoolConfig.builder()
					.maxPooled(20)
					.initialCapacity(2)
					.leakThreshold(Duration.ofMillis(1))
					.leakDetection(LeakDetection.DISABLED)
					.build(),
				this.metrics);
		for (int round = 0; round < ROUNDS; round++) {
			int offset = round;
			Thread thread = new Thread(null, () -> overflow(pool, offset), "deep", 200_000 + round * 128L);
			thread.start();
			thread.join(60_000);
			assertThat(thread.isAlive()).as("still running in round %d", round).isFalse();
			PoolStats stats = CompletableFuture.supplyAsync(pool::stats).get(60, TimeUnit.SECONDS);
			PoolBooks.assertPossible(stats);
		}
		assertThat(pool.stats().totalAcquired()).isGreaterThan(ROUNDS);
		GarbageCollections.until("nothing out", () -> pool.stats().active() == 0
				&& this.metrics.currentBytes() == pool.retainedBytes() && isBalanced(pool));
		PoolBooks.assertBalanced(pool, 0);
		try (PooledContext context = pool.lease()) {
			assertThat(context.isEmpty()).isTrue();
		}
	}

	private static boolean isBalanced(ContextPool pool) {
		PoolStats stats = pool.stats();
		long discarded = stats.discarded().values().stream().mapToLong(Long::longValue).sum();
		return stats.created() == stats.currentPoolSize() + discarded + stats.leaked().get(LeakKind.GC);
	}

	private static void overflow(ContextPool pool, int offset) {
		try {
			descend(pool, offset % 61, 0);
		}
		catch (StackOverflowError | NoClassDefFoundError ex) {
			// What was to be provoked.
		}
	}

	private static void descend(ContextPool pool, int pad, int depth) {
		if (pad > 0) {
			descend(pool, pad - 1, depth + 1);
			return;
		}
		try (PooledContext context = pool.lease()) {
			if (!context.isEmpty()) {
				throw new AssertionError("A context that is not empty");
			}
			context.set("a" + depth % 7, depth).set("b" + depth % 40, depth);
			descend(pool, 2, depth + 1);
		}
	}

	@Test
	void outOfMemoryAnywhereLeavesThePoolUsableAndTheBooksBalanced() throws Exception {
		assertThat(ForkedJvm.run(OutOfMemory.class, "-Xmx48m")).contains("as it should be");
	}

	/**
	 * Runs in a JVM of its own, since nothing that happens to be there survives this.
	 */
	static final class OutOfMemory {

		private OutOfMemory() {
		}

		public static void main(String[] args) {
			contextThatCannotGrowStaysUsable();
			contextsThatDoNotFitAreStruckOff();
			System.out.println("as it should be");
		}

		private static void contextThatCannotGrowStaysUsable() {
			MemoryMetrics metrics = new MemoryMetrics();
			ContextPool pool = new ContextPool("growing", PoolConfig.defaults(), metrics);
			PooledContext context = pool.lease();
			context.set("a", 1);
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> {
				for (int i = 0; i < 100_000_000; i++) {
					context.set(Integer.toString(i), Boolean.TRUE);
				}
			});
			assertThat(context.get("a")).isEqualTo(1);
			assertThat(metrics.currentBytes()).isEqualTo(PoolBooks.entry(context).footprint());
			context.close();
			assertThat(metrics.currentBytes()).isZero();
			PoolBooks.assertBalanced(pool, 0);
		}

		private static void contextsThatDoNotFitAreStruckOff() {
			MemoryMetrics metrics = new MemoryMetrics();
			ContextPool pool = new ContextPool("many", PoolConfig.builder().initialCapacity(1000).build(), metrics);
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> hoard(pool));
			GarbageCollections.until("nothing out", () -> pool.stats().active() == 0);
			assertThat(metrics.currentBytes()).isEqualTo(pool.retainedBytes());
			PoolBooks.assertBalanced(pool, 0);
			try (PooledContext context = pool.lease()) {
				assertThat(context.isEmpty()).isTrue();
			}
		}

		private static void hoard(ContextPool pool) {
			PooledContext[] contexts = new PooledContext[100_000];
			for (int i = 0; i < contexts.length; i++) {
				contexts[i] = pool.lease();
			}
		}

	}

}
