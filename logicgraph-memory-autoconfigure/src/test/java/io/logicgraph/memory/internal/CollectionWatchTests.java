package io.logicgraph.memory.internal;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CollectionWatch}.
 */
class CollectionWatchTests {

	@Test
	void countIsAnotherOneAfterEachCollection() throws InterruptedException {
		CollectionWatch watch = new CollectionWatch();
		int before = watch.count();
		collect();
		int after = watch.count();
		assertThat(after).isNotEqualTo(before);
		collect();
		assertThat(watch.count()).isNotEqualTo(after);
	}

	@Test
	void contextWorksTheSameAfterACollection() throws InterruptedException {
		try (ContextPool pool = new ContextPool()) {
			for (int i = 0; i < 3; i++) {
				try (PooledContext context = pool.lease()) {
					assertThat(context.isEmpty()).isTrue();
					context.set("a", i).set("b", null);
					assertThat(context.asMap()).containsEntry("a", i).containsEntry("b", null).hasSize(2);
				}
				collect();
			}
			assertThat(pool.stats().reused()).isEqualTo(2);
		}
	}

	@Test
	void contextThatIsOutDuringACollectionKeepsItsValues() throws InterruptedException {
		try (ContextPool pool = new ContextPool()) {
			pool.release(pool.acquire());
			Context held = pool.acquire().set("a", 1);
			collect();
			try (PooledContext other = pool.lease()) {
				assertThat(other.isEmpty()).isTrue();
			}
			assertThat(held.get("a")).isEqualTo(1);
			pool.release(held);
		}
	}

	private static void collect() throws InterruptedException {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
		System.gc();
		assertThat(queue.remove()).isSameAs(canary);
	}

}
