package io.logicgraph.memory.pool;

import io.logicgraph.memory.context.Context;

/**
 * A context leased from a {@link ContextPool}, to be used in a try-with-resources
 * statement:
 *
 * <pre>{@code
 * try (PooledContext context = pool.lease()) {
 *     graph.execute(context);
 * }
 * }</pre>
 *
 * Each lease has a handle of its own; what is reused is the table behind it. So a handle
 * that somebody still holds after {@link #close()} can never reach the next holder's
 * entries: any use of it throws {@link PoolMisuseException}, an
 * {@link IllegalStateException}.
 * <p>
 * Not thread-safe, like {@link Context}; {@code close()} may be called by any thread, and
 * of several calls one takes effect.
 *
 * @since 0.7.0
 */
public final class PooledContext extends Context implements AutoCloseable {

	PooledContext(PoolEntry entry, long lease) {
		super(entry, lease);
	}

	/**
	 * Return the context to its pool. Harmless if that was done before.
	 */
	@Override
	public void close() {
		PoolEntry entry = (PoolEntry) backing();
		entry.pool().end(entry, leaseNumber());
	}

	/**
	 * Return the context to the given pool, which must be the one that made it.
	 */
	void release(ContextPool pool) {
		PoolEntry entry = (PoolEntry) backing();
		long lease = leaseNumber();
		if (entry.pool() != pool) {
			throw pool.misuse(MisuseKind.FOREIGN_RELEASE,
					"%s came from pool '%s' and must be released there, not to '%s'".formatted(entry.describe(lease),
							entry.pool().label(), pool.label()));
		}
		if (!pool.end(entry, lease)) {
			throw entry.misuse(MisuseKind.DOUBLE_RELEASE, lease, "was released before");
		}
	}

}
