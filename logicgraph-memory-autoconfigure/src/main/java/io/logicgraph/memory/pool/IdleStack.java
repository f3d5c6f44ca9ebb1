package io.logicgraph.memory.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Idle entries that are not in a stripe, the last one on top, so that those which are not
 * needed sink and grow old. Guarded by the pool's lock.
 */
final class IdleStack {

	private final Deque<PoolEntry> entries = new ArrayDeque<>();

	private long footprint;

	void push(PoolEntry entry, long now) {
		entry.idleSince(now);
		long footprint = entry.footprint();
		this.entries.addLast(entry);
		this.footprint += footprint;
	}

	@Nullable PoolEntry pop() {
		long footprint = footprint(this.entries.peekLast());
		PoolEntry entry = this.entries.pollLast();
		this.footprint -= footprint;
		return entry;
	}

	@Nullable PoolEntry removeOldest() {
		long footprint = footprint(this.entries.peekFirst());
		PoolEntry entry = this.entries.pollFirst();
		this.footprint -= footprint;
		return entry;
	}

	/**
	 * Remove the entries whose capacity is greater than a limit.
	 */
	List<PoolEntry> removeLarger(int capacity) {
		List<PoolEntry> larger = new ArrayList<>();
		this.entries.removeIf((entry) -> entry.capacity() > capacity && larger.add(entry));
		this.footprint -= larger.stream().mapToLong(PoolEntry::footprint).sum();
		return larger;
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

	/**
	 * Return the heap that the keys of the entries occupy, shared ones each time, in
	 * bytes.
	 */
	long keyBytes() {
		return this.entries.stream().mapToLong(PoolEntry::keyBytes).sum();
	}

	private static long footprint(@Nullable PoolEntry entry) {
		return (entry != null) ? entry.footprint() : 0;
	}

}
