package io.logicgraph.memory.pool;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Idle entries without a home, the last one on top, so that those which are not needed
 * sink and grow old. Guarded by the pool's lock.
 */
final class IdleStack {

	private final Deque<PoolEntry> entries = new ArrayDeque<>();

	private long footprint;

	void push(PoolEntry entry, long now) {
		entry.idleSince(now);
		this.entries.addLast(entry);
		this.footprint += entry.footprint();
	}

	@Nullable PoolEntry pop() {
		return less(this.entries.pollLast());
	}

	@Nullable PoolEntry removeOldest() {
		return less(this.entries.pollFirst());
	}

	/**
	 * Remove the entry that has been idle longest if that is long enough.
	 */
	@Nullable PoolEntry removeOlderThan(long nanos, long now) {
		PoolEntry oldest = this.entries.peekFirst();
		return (oldest != null && now - oldest.idleSince() >= nanos) ? removeOldest() : null;
	}

	int size() {
		return this.entries.size();
	}

	/**
	 * Return the heap that the entries occupy, in bytes.
	 */
	long footprint() {
		return this.footprint;
	}

	private @Nullable PoolEntry less(@Nullable PoolEntry entry) {
		if (entry != null) {
			this.footprint -= entry.footprint();
		}
		return entry;
	}

}
