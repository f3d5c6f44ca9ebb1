package io.logicgraph.memory.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MemoryMetrics}.
 */
class MemoryMetricsTests {

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Test
	void countsAllocationsAndDeallocations() {
		this.metrics.recordAllocation(100);
		this.metrics.recordAllocation(200);
		this.metrics.recordDeallocation(100);
		assertThat(this.metrics.totalAllocations()).isEqualTo(2);
		assertThat(this.metrics.totalDeallocations()).isEqualTo(1);
		assertThat(this.metrics.totalBytes()).isEqualTo(300);
		assertThat(this.metrics.currentBytes()).isEqualTo(200);
		assertThat(this.metrics.peakBytes()).isEqualTo(300);
	}

	@Test
	void activeAllocationsAreThoseWithoutADeallocation() {
		for (int i = 0; i < 5; i++) {
			this.metrics.recordAllocation(10);
		}
		this.metrics.recordDeallocation(10);
		this.metrics.recordDeallocation(10);
		assertThat(this.metrics.activeAllocations()).isEqualTo(3);
	}

	@Test
	void countsContextsAndGraphs() {
		this.metrics.recordContextAllocation();
		this.metrics.recordGraphAllocation();
		this.metrics.recordGraphAllocation();
		assertThat(this.metrics.contextAllocations()).isEqualTo(1);
		assertThat(this.metrics.graphAllocations()).isEqualTo(2);
	}

	@Test
	void resetSetsAllFiguresToZero() {
		this.metrics.recordAllocation(100);
		this.metrics.recordDeallocation(40);
		this.metrics.recordContextAllocation();
		this.metrics.reset();
		assertThat(this.metrics.totals()).isEqualTo(new MemoryTotals(0, 0, 0, 0, 0, 0, 0));
		this.metrics.recordAllocation(7);
		assertThat(this.metrics.peakBytes()).isEqualTo(7);
	}

	@Test
	void peakIsTheLargestSumAlsoIfThreadsTakeTurns() throws Exception {
		this.metrics.recordAllocation(100);
		this.metrics.recordDeallocation(100);
		inThreads(1, () -> {
			this.metrics.recordAllocation(50);
			return null;
		});
		this.metrics.recordAllocation(100);
		this.metrics.recordDeallocation(100);
		assertThat(this.metrics.peakBytes()).isEqualTo(150);
		assertThat(this.metrics.currentBytes()).isEqualTo(50);
	}

	@Test
	void losesNothingWhenManyThreadsRecord() throws Exception {
		int threads = 8;
		int times = 50_000;
		CyclicBarrier allAllocated = new CyclicBarrier(threads);
		inThreads(threads, () -> {
			for (int i = 0; i < times; i++) {
				this.metrics.recordAllocation(3);
			}
			allAllocated.await();
			for (int i = 0; i < times; i++) {
				this.metrics.recordDeallocation(3);
				this.metrics.recordAllocation(2);
				this.metrics.recordDeallocation(2);
			}
			return null;
		});
		long all = (long) threads * times;
		assertThat(this.metrics.totals()).isEqualTo(new MemoryTotals(2 * all, 2 * all, 5 * all, 0, 3 * all, 0, 0));
	}

	@Test
	void poolFeedsTheMetricsByItself() {
		try (ContextPool pool = new ContextPool("fed", PoolConfig.defaults(), this.metrics)) {
			pool.lease().close();
			long held = this.metrics.currentBytes();
			assertThat(held).isPositive().isEqualTo(pool.retainedBytes());
			assertThat(this.metrics.contextAllocations()).isEqualTo(1);
			pool.clear();
			assertThat(this.metrics.currentBytes()).isZero();
			assertThat(this.metrics.peakBytes()).isEqualTo(held);
		}
	}

	@Test
	void negativeSizesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.metrics.recordAllocation(-1))
			.withMessage("bytes must be 0 or more, was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.metrics.recordDeallocation(-1));
		assertThat(this.metrics.totalAllocations()).isZero();
	}

	@Test
	void summaryIsReadable() {
		this.metrics.recordAllocation(1536);
		assertThat(this.metrics.summary()).contains("1 total, 1 active", "1.5 KB current, 1.5 KB peak");
	}

	private static void inThreads(int count, Callable<Void> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(count);
		try {
			List<Future<Void>> results = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				results.add(executor.submit(work));
			}
			for (Future<Void> result : results) {
				result.get();
			}
		}
		finally {
			executor.shutdown();
		}
	}

}
