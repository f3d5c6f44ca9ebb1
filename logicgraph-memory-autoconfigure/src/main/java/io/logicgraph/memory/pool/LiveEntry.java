package io.logicgraph.memory.pool;

import java.lang.ref.PhantomReference;

import io.logicgraph.memory.internal.ObjectSizes;
import org.jspecify.annotations.Nullable;

/**
 * What a pool has counted for an entry that it made, wherever that entry is: in the pool,
 * with a holder, or nowhere any more, since a holder dropped it or an error interrupted
 * its return. In the last case this reference is enqueued for the
 * {@link PoolHousekeeper}, so that no entry goes uncounted.
 * <p>
 * Made once for an entry, not for each lease.
 */
final class LiveEntry extends PhantomReference<PoolEntry> {

	/**
	 * Size of an instance, the four fields of a {@code Reference} included.
	 */
	static final long BYTES = ObjectSizes.instance(8, 1, 1);

	private final EntryRegistry registry;

	/**
	 * Neighbours in the {@link EntryRegistry}; guarded by it.
	 */
	@Nullable LiveEntry previous;

	@Nullable LiveEntry next;

	boolean registered;

	/**
	 * Whether the pool's counters have its lease as begun and not as ended. Always
	 * {@code false} while the entry is in a stripe, since leases are not counted there.
	 * Guarded by the pool's lock.
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

	LiveEntry(PoolEntry entry, EntryRegistry registry) {
		super(entry, PoolHousekeeper.EVENTS);
		this.registry = registry;
	}

	EntryRegistry registry() {
		return this.registry;
	}

}
