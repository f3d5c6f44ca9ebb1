package io.logicgraph.memory.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that of a thousand threads no two hold the same context at the same time.
 */
class ManyHoldersTests {

	private static final int THREADS = 1000;

	private static final int ROUNDS = 5;

	@Test
	void aThousandThreadsHoldAThousandContexts() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try (ContextPool pool = new ContextPool(PoolConfig.veryHighConcurrency())) {
			for (int round = 1; round <= ROUNDS; round++) {
				assertThat(holdAtOnce(pool, executor)).hasSize(THREADS);
				assertThat(pool.stats().totalAcquired()).isEqualTo((long) round * THREADS);
			}
			assertThat(pool.stats().created()).isEqualTo(THREADS);
			PoolBooks.assertBalanced(pool, 0);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static Set<PoolEntry> holdAtOnce(ContextPool pool, ExecutorService executor) throws Exception {
		CountDownLatch held = new CountDownLatch(THREADS);
		List<Callable<PoolEntry>> holders = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Object owner = new Object();
			holders.add(() -> hold(pool, owner, held));
		}
		Set<PoolEntry> entries = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Future<PoolEntry> holder : executor.invokeAll(holders)) {
			entries.add(holder.get());
		}
		return entries;
	}

	private static PoolEntry hold(ContextPool pool, Object owner, CountDownLatch held) throws InterruptedException {
		try (PooledContext context = pool.lease()) {
			assertThat(context.isEmpty()).isTrue();
			context.set("owner", owner);
			held.countDown();
			held.await();
			assertThat(context.get("owner")).isSameAs(owner);
			return PoolBooks.entry(context);
		}
	}

}
