package io.logicgraph.memory.pool;

import io.logicgraph.memory.context.OutOfLine;

/**
 * Ends the lease of a context that gives itself back.
 * <p>
 * What is done with such a context stands in a try-with-resources statement, mostly all
 * of it in one compiled method. A return inlined there would compete with it for
 * registers, and lengthen each access to the context by more than a call costs.
 */
@SuppressWarnings("serial")
final class LeaseEnd extends OutOfLine {

	private LeaseEnd() {
	}

	static void close(PoolEntry entry, long lease) {
		giveBack(entry, lease);
	}

	private static void giveBack(PoolEntry entry, long lease) {
		entry.pool().giveBack(entry, lease);
	}

}
