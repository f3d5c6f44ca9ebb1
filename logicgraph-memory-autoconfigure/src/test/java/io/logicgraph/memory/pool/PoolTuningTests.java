package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for changes of a {@link ContextPool} while it is in use.
 */
class PoolTuningTests {

	private static final Duration SHORTEST = Duration.ofNanos(1);

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Test
	void trackingStatisticsIsFixed() {
		ContextPool pool = new ContextPool("orders", PoolConfig.defaults());
		pool.lease().close();
		PoolConfig other = PoolConfig.builder().trackStats(false).maxPooled(7).build();
		assertThatIllegalArgumentException().isThrownBy(() -> pool.reconfigure(other))
			.withMessage("trackStats of pool 'orders' is true and can't be changed while the pool is in use; make a "
					+ "new pool");
		assertThat(pool.config()).isEqualTo(PoolConfig.defaults());
		assertThat(pool.stats().totalAcquired()).isEqualTo(1);
	}

	@Test
	void clearLetsIdleContextsGoAndLeavesTheOthersAlone() {
		ContextPool pool = pool(PoolConfig.defaults());
		List<Context> contexts = acquire(pool, 40);
		contexts.subList(0, 30).forEach(pool::release);
		pool.clear();
		assertThat(pool.size()).isZero();
		assertThat(pool.retainedBytes()).isZero();
		assertThat(pool.stats().discarded()).containsEntry(DiscardReason.CLEARED, 30L);
		assertThat(this.metrics.currentBytes()).isEqualTo(PoolBooks.footprint(contexts.subList(30, 40)));
		contexts.subList(30, 40).forEach((context) -> context.set("a", 1));
		contexts.subList(30, 40).forEach(pool::release);
		assertThat(pool.size()).isEqualTo(10);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void smallerMaximumTakesEffectAtOnce() {
		ContextPool pool = pool(PoolConfig.defaults());
		List<Context> contexts = acquire(pool, 60);
		contexts.subList(0, 50).forEach(pool::release);
		for (int max : new int[] { 30, 3, 1 }) {
			pool.reconfigure(pool.config().toBuilder().maxPooled(max).build());
			assertThat(pool.config().maxPooled()).isEqualTo(max);
			assertThat(pool.size()).isLessThanOrEqualTo(max);
		}
		contexts.subList(50, 60).forEach((context) -> context.set("still", "usable"));
		contexts.subList(50, 60).forEach(pool::release);
		assertThat(pool.size()).isOne();
		assertThat(pool.stats().discarded().get(DiscardReason.SHRUNK)).isGreaterThanOrEqualTo(49);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void largerMaximumTakesEffectAtOnceAndLosesNothing() {
		ContextPool pool = pool(PoolConfig.builder().maxPooled(1).build());
		List<Context> contexts = acquire(pool, 50);
		pool.release(contexts.get(0));
		pool.reconfigure(pool.config().toBuilder().maxPooled(100).build());
		assertThat(pool.size()).isOne();
		contexts.subList(1, 50).forEach(pool::release);
		assertThat(pool.size()).isEqualTo(50);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void idleContextsThatAreTooLargeForTheNewSettingsAreLetGo() {
		ContextPool pool = pool(PoolConfig.defaults());
		List<Context> contexts = acquire(pool, 40);
		for (Context context : contexts.subList(0, 39)) {
			for (int i = 0; i < 200; i++) {
				context.set("key" + i, i);
			}
		}
		contexts.forEach(pool::release);
		assertThat(pool.size()).isEqualTo(40);
		pool.reconfigure(pool.config().toBuilder().maxRetainedCapacity(100).build());
		assertThat(pool.size()).isOne();
		assertThat(pool.stats().discarded()).containsEntry(DiscardReason.OVERSIZED, 39L);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void leakDetectionCanBeSwitchedOn() {
		ContextPool pool = pool(PoolConfig.builder().leakDetection(LeakDetection.DISABLED).build());
		pool.release(pool.acquire());
		pool.reconfigure(pool.config().toBuilder().leakDetection(LeakDetection.FULL).build());
		try (PooledContext context = pool.lease()) {
			assertThat(PoolBooks.entry(context).live().watch).isNotNull();
		}
		pool.reconfigure(pool.config().toBuilder().leakDetection(LeakDetection.DISABLED).build());
		try (PooledContext context = pool.lease()) {
			assertThat(PoolBooks.entry(context).live().watch).isNull();
		}
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void idleContextsAreLetGoAfterTheTimeoutDownToTheMinimum() {
		ContextPool pool = pool(PoolConfig.builder().idleTimeout(SHORTEST).minIdle(5).build());
		List<Context> contexts = acquire(pool, 40);
		contexts.subList(0, 38).forEach(pool::release);
		for (int i = 0; i < 3; i++) {
			pool.sweep();
		}
		assertThat(pool.size()).isEqualTo(5);
		assertThat(pool.stats().discarded()).containsEntry(DiscardReason.IDLE, 33L);
		PoolBooks.assertBalanced(pool, 2);
	}

	@Test
	void idleContextsAreLetGoEvenIfNobodyUsesThePool() {
		ContextPool pool = pool(PoolConfig.builder().idleTimeout(SHORTEST).build());
		acquire(pool, 40).forEach(pool::release);
		long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (pool.size() > 0 && System.nanoTime() < limit) {
			Thread.onSpinWait();
		}
		assertThat(pool.size()).isZero();
	}

	@Test
	void timeoutOfZeroKeepsIdleContexts() {
		ContextPool pool = pool(PoolConfig.builder().idleTimeout(Duration.ZERO).build());
		acquire(pool, 40).forEach(pool::release);
		for (int i = 0; i < 3; i++) {
			pool.sweep();
		}
		assertThat(pool.size()).isEqualTo(40);
	}

	@Test
	void nothingIsSharedOrMiscountedWhileThePoolIsTurnedInsideOut() throws Exception {
		ContextPool pool = pool(PoolConfig.builder().leakThreshold(Duration.ofMillis(1)).build());
		AtomicBoolean done = new AtomicBoolean();
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> users = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				users.add(executor.submit(user(pool, i)));
			}
			Future<?> tuner = executor.submit(() -> turnInsideOut(pool, done));
			for (Future<?> user : users) {
				user.get(60, TimeUnit.SECONDS);
			}
			done.set(true);
			tuner.get(60, TimeUnit.SECONDS);
		}
		finally {
			executor.shutdownNow();
		}
		PoolBooks.assertBalanced(pool, 0);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		pool.close();
		assertThat(this.metrics.currentBytes()).isZero();
		PoolBooks.assertBalanced(pool, 0);
	}

	private static Callable<Boolean> user(ContextPool pool, int number) {
		return () -> {
			for (int i = 0; i < 100_000; i++) {
				try (PooledContext outer = pool.lease(); PooledContext inner = pool.lease()) {
					use(outer, number);
					use(inner, -number);
					for (int key = 0; i % 64 == 0 && key < 40; key++) {
						outer.set("key" + key, key);
					}
				}
			}
			return true;
		};
	}

	private static void use(PooledContext context, int number) {
		assertThat(context.isEmpty()).isTrue();
		context.set("number", number);
		assertThat(context.get("number")).isEqualTo(number);
	}

	private static void turnInsideOut(ContextPool pool, AtomicBoolean done) {
		for (int i = 0; !done.get(); i++) {
			switch (i % 5) {
				case 0 -> pool.clear();
				case 1 -> pool.reconfigure(PoolConfig.builder()
					.maxPooled(1 << i % 7)
					.maxRetainedCapacity(16 << i % 3)
					.leakDetection(LeakDetection.values()[i % 3])
					.leakThreshold(Duration.ofMillis(1 + i % 3))
					.build());
				case 2 -> pool.sweep();
				default -> PoolBooks.assertPossible(pool.stats());
			}
		}
	}

	private ContextPool pool(PoolConfig config) {
		return new ContextPool("orders", config, this.metrics);
	}

	private static List<Context> acquire(ContextPool pool, int count) {
		List<Context> contexts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			contexts.add(pool.acquire());
		}
		return contexts;
	}

}
