package io.logicgraph.memory.pool;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.internal.ContextStorage;
import org.openjdk.jol.info.ClassLayout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks of a pool's figures.
 */
final class PoolBooks {

	/**
	 * Shortest duration that settings allow.
	 */
	static final Duration SHORTEST = Duration.ofNanos(1);

	private PoolBooks() {
	}

	/**
	 * Assert that the figures of a pool at rest add up.
	 */
	static void assertBalanced(ContextPool pool, long active) {
		PoolStats stats = pool.stats();
		assertThat(stats.active()).as("active in %s", stats).isEqualTo(active);
		long lost = stats.leaked().get(LeakKind.GC);
		assertThat(stats.totalAcquired()).as("acquired in %s", stats).isEqualTo(stats.released() + active + lost);
		assertThat(stats.totalAcquired()).as("acquired in %s", stats).isEqualTo(stats.created() + stats.reused());
		long discarded = stats.discarded().values().stream().mapToLong(Long::longValue).sum();
		assertThat(stats.created()).as("created in %s", stats)
			.isEqualTo(stats.currentPoolSize() + active + lost + discarded);
	}

	/**
	 * Assert that figures read while the pool is busy are possible ones.
	 */
	static void assertPossible(PoolStats stats) {
		assertThat(stats.active()).as("active in %s", stats).isNotNegative();
		assertThat(stats.reused()).as("reused in %s", stats).isBetween(0L, stats.totalAcquired());
		assertThat(stats.released()).as("released in %s", stats).isBetween(0L, stats.totalAcquired());
		assertThat(stats.currentPoolSize()).as("idle in %s", stats).isNotNegative();
		assertThat(stats.retainedBytes()).as("retained in %s", stats).isNotNegative();
		assertThat(stats.reuseRate()).isBetween(0.0, 100.0);
	}

	static PoolEntry entry(Context context) {
		return (PoolEntry) field(Context.class, "storage", context);
	}

	static long footprint(List<Context> contexts) {
		return contexts.stream().mapToLong((context) -> entry(context).footprint()).sum();
	}

	/**
	 * Return the bytes that the JVM uses for the contexts' entries.
	 */
	static long onTheHeap(List<Context> contexts) {
		return contexts.stream().mapToLong((context) -> onTheHeap(entry(context))).sum();
	}

	private static long onTheHeap(PoolEntry entry) {
		Object index = field(ContextStorage.class, "index", entry);
		return size(entry) + size(entry.live()) + size(field(ContextStorage.class, "keys", entry))
				+ size(field(ContextStorage.class, "values", entry)) + size(index)
				+ size(field(index.getClass(), "table", index));
	}

	private static long size(Object object) {
		return ClassLayout.parseInstance(object).instanceSize();
	}

	static Object field(Class<?> type, String name, Object target) {
		try {
			Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field.get(target);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
