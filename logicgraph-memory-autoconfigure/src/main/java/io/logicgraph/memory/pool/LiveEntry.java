package io.logicgraph.memory.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

import io.logicgraph.memory.context.ObjectSizes;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's books say of an entry that it made, wherever that entry is: in the pool,
 * with a holder, or nowhere any more, since a holder dropped it or an error cut off its
 * return. In the last case this reference is enqueued, so that no entry leaves the books
 * unnoticed.
 * <p>
 * Made once for an entry, not for each lease.
 */
final class LiveEntry extends PhantomReference<PoolEntry> {

	/**
	 * Size of an instance, the four fields of a {@code Reference} included.
	 */
	static final long BYTES = ObjectSizes.instance(7, 1, 1);

	/**
	 * Neighbours in the {@link EntryRegistry}; guarded by the pool's lock, as is all that
	 * follows.
	 */
	@Nullable LiveEntry previous;

	@Nullable LiveEntry next;

	boolean registered;

	/**
	 * Whether the pool's counters have its lease as begun and not as ended. Always
	 * {@code false} while the entry has a home, since leases are not counted there.
	 */
	boolean out;

	/**
	 * Bytes that are recorded for the entry. Changed by whoever holds it.
	 */
	volatile long footprint;

	/**
	 * The watch over the current lease. Changed by whoever holds the entry; after its
	 * loss, that is nobody.
	 */
	@Nullable WatchedLease watch;

	LiveEntry(PoolEntry entry, ReferenceQueue<Object> lost) {
		super(entry, lost);
	}

}
