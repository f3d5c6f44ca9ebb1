package io.logicgraph.memory.pool;

import io.logicgraph.memory.context.OutOfLine;
import org.jspecify.annotations.Nullable;

/**
 * Takes and gives back what the preferred stripe doesn't have or take.
 */
@SuppressWarnings("serial")
final class SlowPath extends OutOfLine {

	private SlowPath() {
	}

	static PoolEntry take(ContextPool pool, @Nullable PoolEntry[] stripes, int preferred) {
		return takeElsewhere(pool, stripes, preferred);
	}

	static boolean giveBack(ContextPool pool, PoolEntry entry, long lease) {
		return giveBackHomeless(pool, entry, lease);
	}

	private static PoolEntry takeElsewhere(ContextPool pool, @Nullable PoolEntry[] stripes, int preferred) {
		return pool.takeElsewhere(stripes, preferred);
	}

	private static boolean giveBackHomeless(ContextPool pool, PoolEntry entry, long lease) {
		return pool.giveBackHomeless(entry, lease);
	}

}
