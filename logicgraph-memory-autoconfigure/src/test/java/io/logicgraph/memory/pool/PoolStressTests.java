package io.logicgraph.memory.pool;

import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Millions of operations from many threads, on which no two holders may share a context;
 * a hundred million with {@code -Psoak}.
 */
class PoolStressTests {

	private static final long OPERATIONS = Long.getLong("stress.operations", 2_000_000);

	@Test
	void noTwoHoldersShareAContext() throws Exception {
		MemoryMetrics metrics = new MemoryMetrics();
		ContextPool pool = new ContextPool("stress", PoolConfig.defaults(), metrics);
		PoolStress stress = new PoolStress(pool, PoolStress.operations(OPERATIONS), PoolFaults.NONE);
		stress.run();
		assertThat(stress.onPlatformThreads() + stress.onVirtualThreads()).isGreaterThanOrEqualTo(OPERATIONS);
		assertThat(stress.onVirtualThreads() > 0).isEqualTo(PoolStress.VIRTUAL_THREADS);
		PoolStats stats = pool.stats();
		assertThat(stats.totalAcquired()).isGreaterThanOrEqualTo(OPERATIONS);
		assertThat(stats.leaked().get(LeakKind.GC)).isZero();
		assertThat(stats.misuse()).containsEntry(MisuseKind.DOUBLE_RELEASE, stress.doubleReleases())
			.containsEntry(MisuseKind.CONCURRENT_USE, 0L);
		assertThat(metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
		pool.close();
		assertThat(metrics.currentBytes()).isZero();
	}

}
