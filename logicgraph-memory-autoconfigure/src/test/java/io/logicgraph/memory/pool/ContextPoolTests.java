package io.logicgraph.memory.pool;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link ContextPool}: what it does when it is used well.
 */
class ContextPoolTests {

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Test
	void acquiredContextIsEmptyAndIsReusedAfterRelease() {
		ContextPool pool = pool(PoolConfig.defaults());
		Context first = pool.acquire();
		first.set("key", "value");
		pool.release(first);
		assertThat(pool.size()).isOne();
		Context second = pool.acquire();
		assertThat(second.isEmpty()).isTrue();
		assertThat(second.get("key")).isNull();
		assertThat(pool.size()).isZero();
		assertThat(pool.stats().reused()).isOne();
		assertThat(pool.stats().created()).isOne();
	}

	@Test
	void poolKeepsNoMoreThanItsMaximum() {
		for (int max : new int[] { 1, 2, 3, 5, 100 }) {
			ContextPool pool = pool(PoolConfig.builder().maxPooled(max).build());
			List<Context> contexts = acquire(pool, max + 7);
			contexts.forEach(pool::release);
			assertThat(pool.size()).isEqualTo(max);
			assertThat(pool.stats().peakPoolSize()).isEqualTo(max);
			assertThat(pool.stats().discarded()).containsEntry(DiscardReason.FULL, 7L);
			PoolBooks.assertBalanced(pool, 0);
		}
	}

	@Test
	void statisticsCountWhatHappened() {
		ContextPool pool = pool(PoolConfig.defaults());
		List<Context> contexts = acquire(pool, 3);
		assertThat(pool.stats().active()).isEqualTo(3);
		contexts.forEach(pool::release);
		acquire(pool, 2);
		PoolStats stats = pool.stats();
		assertThat(stats.totalAcquired()).isEqualTo(5);
		assertThat(stats.created()).isEqualTo(3);
		assertThat(stats.reused()).isEqualTo(2);
		assertThat(stats.released()).isEqualTo(3);
		assertThat(stats.active()).isEqualTo(2);
		assertThat(stats.currentPoolSize()).isOne();
		assertThat(stats.peakPoolSize()).isEqualTo(3);
	}

	@Test
	void reuseRateIsAPercentageAndZeroBeforeTheFirstUse() {
		ContextPool pool = pool(PoolConfig.defaults());
		assertThat(pool.reuseRate()).isZero();
		for (int i = 0; i < 100; i++) {
			pool.release(pool.acquire());
		}
		assertThat(pool.reuseRate()).isCloseTo(99, within(1e-9));
	}

	@Test
	void leaseGivesItselfBackWhenClosed() {
		ContextPool pool = pool(PoolConfig.defaults());
		try (PooledContext context = pool.lease()) {
			context.set("key", "value");
			assertThat(pool.size()).isZero();
		}
		assertThat(pool.size()).isOne();
		assertThat(pool.stats().released()).isOne();
	}

	@Test
	void executeReturnsTheResultAndReleasesTheContextWhateverHappens() {
		ContextPool pool = new ContextPool();
		Context[] used = new Context[1];
		assertThat(pool.<Integer>execute((context) -> {
			used[0] = context;
			return context.set("a", 20).get("a", Integer.class) + 1;
		})).isEqualTo(21);
		assertThatIllegalStateException().isThrownBy(() -> used[0].get("a"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> pool.execute((context) -> {
			throw new UnsupportedOperationException();
		}));
		assertThat(pool.size()).isOne();
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void prefilledPoolMakesNoContextWhileTheApplicationWorks() {
		ContextPool pool = new ContextPool(PoolConfig.builder().maxPooled(30).build());
		Context active = pool.acquire();
		pool.prefill();
		assertThat(pool.size()).isEqualTo(30);
		pool.release(active);
		long created = pool.stats().created();
		List<Context> contexts = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			contexts.add(pool.acquire());
		}
		contexts.forEach(pool::release);
		pool.prefill();
		assertThat(pool.stats().created()).isEqualTo(created);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void prefillLeavesRoomForActiveContextsThatReturnToTheirPlace() {
		ContextPool pool = new ContextPool(
				PoolConfig.builder().maxPooled(30).leakDetection(LeakDetection.DISABLED).build());
		pool.lease().close();
		Context active = pool.acquire();
		pool.prefill();
		assertThat(pool.size()).isEqualTo(29);
		pool.release(active);
		assertThat(pool.size()).isEqualTo(30);
		assertThat(pool.stats().discarded().values()).containsOnly(0L);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void closedPoolIsNotPrefilled() {
		ContextPool pool = new ContextPool();
		pool.close();
		pool.prefill();
		assertThat(pool.stats().created()).isZero();
	}

	@Test
	void closingTwiceIsHarmless() {
		ContextPool pool = pool(PoolConfig.defaults());
		PooledContext context = pool.lease();
		context.close();
		context.close();
		PooledContext next = pool.lease();
		context.close();
		next.set("still", "mine");
		assertThat(pool.stats().active()).isOne();
		assertThat(pool.stats().misuse()).allSatisfy((kind, count) -> assertThat(count).isZero());
	}

	@Test
	void poolRecordsWhatItsContextsHold() {
		ContextPool pool = pool(PoolConfig.builder().initialCapacity(4).maxPooled(2).build());
		List<Context> contexts = acquire(pool, 5);
		contexts.forEach((context) -> context.set("a", 1));
		contexts.subList(0, 3).forEach((context) -> {
			for (int i = 0; i < 100; i++) {
				context.set("key" + i, i);
			}
		});
		assertThat(this.metrics.contextAllocations()).isEqualTo(5);
		assertThat(this.metrics.activeAllocations()).isEqualTo(5);
		assertThat(this.metrics.currentBytes()).isEqualTo(PoolBooks.footprint(contexts)).isPositive();
		contexts.forEach(pool::release);
		assertThat(this.metrics.activeAllocations()).isEqualTo(2);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		pool.close();
		assertThat(this.metrics.currentBytes()).isZero();
		assertThat(this.metrics.activeAllocations()).isZero();
		assertThat(this.metrics.peakBytes()).isPositive();
	}

	@Test
	void retainedBytesAreThoseOfTheObjectsOnTheHeap() {
		ContextPool pool = pool(PoolConfig.builder().initialCapacity(5).build());
		List<Context> contexts = acquire(pool, 30);
		contexts.forEach((context) -> {
			for (int i = 0; i < context.hashCode() % 50; i++) {
				context.set("key" + i, i);
			}
		});
		long onTheHeap = PoolBooks.onTheHeap(contexts);
		assertThat(this.metrics.currentBytes()).isEqualTo(onTheHeap);
		contexts.forEach(pool::release);
		assertThat(pool.retainedBytes()).isEqualTo(onTheHeap);
	}

	@Test
	void oversizedContextIsLetGoAndItsValuesWithIt() {
		ContextPool pool = pool(PoolConfig.builder().maxRetainedCapacity(64).build());
		pool.release(pool.acquire());
		for (int round = 0; round < 2; round++) {
			Context context = pool.acquire();
			for (int i = 0; i < 65; i++) {
				context.set("key" + i, i);
			}
			pool.release(context);
			assertThat(pool.size()).isZero();
		}
		assertThat(pool.stats().discarded()).containsEntry(DiscardReason.OVERSIZED, 2L);
		assertThat(this.metrics.currentBytes()).isZero();
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void millionEntriesLeaveNothingBehind() {
		ContextPool pool = pool(PoolConfig.defaults());
		try (PooledContext context = pool.lease()) {
			for (int i = 0; i < 1_000_000; i++) {
				context.set(Integer.toString(i), Boolean.TRUE);
			}
			assertThat(context.size()).isEqualTo(1_000_000);
			assertThat(this.metrics.currentBytes()).isGreaterThan(8_000_000);
		}
		assertThat(pool.retainedBytes()).isZero();
		assertThat(this.metrics.currentBytes()).isZero();
	}

	@Test
	void burstAndReturnStormLeaveNoMoreThanTheMaximum() {
		ContextPool pool = pool(PoolConfig.builder().maxPooled(50).build());
		List<Context> contexts = acquire(pool, 100_000);
		assertThat(pool.stats().active()).isEqualTo(100_000);
		WeakReference<Context> last = new WeakReference<>(contexts.get(99_999));
		contexts.forEach(pool::release);
		contexts.clear();
		assertThat(pool.size()).isEqualTo(50);
		assertThat(this.metrics.activeAllocations()).isEqualTo(50);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
		GarbageCollections.until("contexts collected", () -> last.get() == null);
		assertThat(pool.stats().leaked()).containsEntry(LeakKind.GC, 0L);
	}

	@Test
	void idleContextKeepsNoValueAlive() {
		ContextPool pool = pool(PoolConfig.defaults());
		List<WeakReference<Object>> values = new ArrayList<>();
		List<Context> contexts = acquire(pool, 30);
		for (Context context : contexts) {
			Object value = new Object();
			values.add(new WeakReference<>(value));
			context.set("key", value);
		}
		contexts.forEach(pool::release);
		GarbageCollections.until("values collected", () -> values.stream().allMatch((value) -> value.get() == null));
		assertThat(pool.size()).isEqualTo(30);
	}

	@Test
	void longKeysAreForgottenWhenTheContextIsReleased() {
		ContextPool pool = pool(PoolConfig.defaults());
		try (PooledContext context = pool.lease()) {
			for (int i = 0; i < 64; i++) {
				context.set(i + "x".repeat(50_000), i);
			}
			assertThat(context.get(7 + "x".repeat(50_000))).isEqualTo(7);
		}
		assertThat(pool.retainedKeyBytes()).isZero();
		try (PooledContext context = pool.lease()) {
			context.set("short", 1);
			assertThat(context.size()).isEqualTo(1);
		}
		assertThat(pool.size()).isEqualTo(1);
	}

	@Test
	void keptKeysAreCounted() {
		ContextPool pool = pool(PoolConfig.defaults());
		assertThat(pool.retainedKeyBytes()).isZero();
		List<Context> contexts = acquire(pool, 3);
		contexts.forEach((context) -> context.set("k".repeat(128), 1));
		contexts.forEach(pool::release);
		String key = new String("k".repeat(128).toCharArray());
		assertThat(pool.retainedKeyBytes()).isEqualTo(3 * GraphLayout.parseInstance(key).totalSize());
	}

	@Test
	void poolThatDoesNotTrackStatisticsStillPools() {
		ContextPool pool = pool(PoolConfig.builder().trackStats(false).build());
		pool.release(pool.acquire());
		pool.release(pool.acquire());
		assertThat(pool.stats().totalAcquired()).isZero();
		assertThat(pool.size()).isOne();
		assertThat(pool.retainedBytes()).isPositive();
		assertThat(pool.reuseRate()).isZero();
	}

	@Test
	void globalMetricsAreUsedWhereNoneAreGiven() {
		long before = MemoryMetrics.global().contextAllocations();
		new ContextPool().acquire();
		assertThat(MemoryMetrics.global().contextAllocations()).isGreaterThan(before);
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
