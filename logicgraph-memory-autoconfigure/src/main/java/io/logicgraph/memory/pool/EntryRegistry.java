package io.logicgraph.memory.pool;

import java.lang.ref.ReferenceQueue;

import io.logicgraph.memory.metrics.MemoryMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a pool made and that still exist. Doesn't refer to the pool or its
 * entries, so that it can settle the books when they are gone. Guarded by itself.
 */
final class EntryRegistry {

	private final MemoryMetrics metrics;

	private final ReferenceQueue<Object> lost = new ReferenceQueue<>();

	private @Nullable LiveEntry first;

	EntryRegistry(MemoryMetrics metrics) {
		this.metrics = metrics;
	}

	/**
	 * Where a {@link LiveEntry} appears whose entry was garbage collected.
	 */
	ReferenceQueue<Object> lost() {
		return this.lost;
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
