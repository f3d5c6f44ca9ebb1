package io.logicgraph.memory.pool;

import java.lang.ref.WeakReference;

import io.logicgraph.memory.metrics.MemoryMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a pool made and that still exist. Refers to the pool weakly, and to no
 * entry, so that the bytes of what was garbage collected can be deducted from
 * {@link MemoryMetrics}. Guarded by itself.
 */
final class EntryRegistry extends WeakReference<ContextPool> {

	private final MemoryMetrics metrics;

	private @Nullable LiveEntry first;

	EntryRegistry(ContextPool pool, MemoryMetrics metrics) {
		super(pool, PoolHousekeeper.EVENTS);
		this.metrics = metrics;
	}

	synchronized void add(LiveEntry entry) {
		LiveEntry first = this.first;
		entry.next = first;
		if (first != null) {
			first.previous = entry;
		}
		this.first = entry;
		entry.registered = true;
	}

	/**
	 * Record that an entry is gone.
	 * @return whether that was news
	 */
	synchronized boolean remove(LiveEntry entry) {
		if (!entry.registered) {
			return false;
		}
		this.metrics.recordDeallocation(entry.footprint);
		// Nothing is called from here on, so that no error can come between.
		LiveEntry previous = entry.previous;
		LiveEntry next = entry.next;
		if (previous != null) {
			previous.next = next;
		}
		else {
			this.first = next;
		}
		if (next != null) {
			next.previous = previous;
		}
		entry.previous = null;
		entry.next = null;
		entry.registered = false;
		return true;
	}

	/**
	 * Record that the pool is gone, and all its entries with it.
	 */
	synchronized void removeAll() {
		for (LiveEntry entry = this.first; entry != null; entry = this.first) {
			remove(entry);
		}
	}

}
