package io.logicgraph.memory.pool;

import java.util.Arrays;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Up to a few entries per core that any thread can lease without a lock: each thread
 * prefers the stripe that its id hashes to, and one compareAndSet on the entry's state
 * leases it. No reference is written, so that no garbage collection barrier is paid, and
 * nothing is counted: an entry's lease number shows how often it was leased and returned.
 * <p>
 * An element changes only under the pool's lock, which guards all methods but
 * {@link #tryLease()}. Threads that read it without the lock may see an old one, but then
 * the compareAndSet on that entry's state fails; the compareAndSet also is what makes the
 * entry's fields visible to them.
 */
final class Stripes {

	private static final int STRIPES_PER_CORE = 4;

	private static final int MAX_STRIPES = 64;

	/**
	 * Elements behind the stripes that stay empty, 64 bytes at least: see
	 * {@link PoolEntry}.
	 */
	private static final int PADDING = 16;

	private final PoolCounts counts;

	private volatile @Nullable PoolEntry[] entries;

	private int used;

	/**
	 * Create stripes, all of them empty.
	 * @param maxPooled most entries that the pool may keep
	 * @param counts where leases and returns are added when an entry leaves its stripe
	 */
	Stripes(int maxPooled, PoolCounts counts) {
		this.counts = counts;
		this.entries = newEntries(count(maxPooled));
	}

	private static int count(int maxPooled) {
		int wanted = Math.min(MAX_STRIPES, STRIPES_PER_CORE * Runtime.getRuntime().availableProcessors());
		return Integer.highestOneBit(Math.min(wanted, maxPooled));
	}

	/**
	 * Lease a free entry, preferably that of the current thread's stripe. A thread whose
	 * stripe is empty looks no further than to the first entry in use: where others work
	 * at the same time, an entry of its own, which will return to that stripe, avoids
	 * contention for theirs.
	 */
	@Nullable PoolEntry tryLease() {
		@Nullable PoolEntry[] entries = this.entries;
		int preferred = preferred(entries);
		PoolEntry entry = entries[preferred];
		return (entry != null && entry.tryLease()) ? entry : tryLeaseElsewhere(entries, preferred);
	}

	private static @Nullable PoolEntry tryLeaseElsewhere(@Nullable PoolEntry[] entries, int preferred) {
		boolean wantsOwn = entries[preferred] == null;
		int last = last(entries);
		for (int i = 1; i <= last; i++) {
			PoolEntry entry = entries[(preferred + i) & last];
			if (entry != null && entry.tryLease()) {
				return entry;
			}
			if (entry != null && wantsOwn) {
				break;
			}
		}
		return null;
	}

	/**
	 * Put an entry that the caller owns into an empty stripe, and make it free.
	 * @return {@code false} if no stripe is empty
	 */
	boolean add(PoolEntry entry) {
		@Nullable PoolEntry[] entries = this.entries;
		int last = last(entries);
		if (this.used > last) {
			return false;
		}
		int i = preferred(entries);
		while (entries[i] != null) {
			i = (i + 1) & last;
		}
		entry.enterStripe();
		entries[i] = entry;
		this.used++;
		return true;
	}

	/**
	 * Take the entry of a stripe out of it, if nothing happened since its state was
	 * observed. If it was free then, the caller owns it; if it was leased, it will return
	 * as one that is not in a stripe; if it was being returned, nothing refers to it any
	 * more and it must be discarded.
	 */
	boolean tryRemove(int stripe, PoolEntry entry, long observed) {
		@Nullable PoolEntry[] entries = this.entries;
		LiveEntry live = entry.live();
		long leases = entry.leasesInStripe(observed);
		long returns = entry.returnsInStripe(observed);
		boolean leased = PoolEntry.isLeased(observed);
		if (!PoolEntry.isBeingReturned(observed) && !entry.tryLeaveStripe(observed)) {
			return false;
		}
		this.counts.reused += leases;
		this.counts.released += returns;
		entries[stripe] = null;
		this.used--;
		live.out = leased;
		return true;
	}

	/**
	 * Return the entry of a stripe.
	 */
	@Nullable PoolEntry get(int stripe) {
		return this.entries[stripe];
	}

	/**
	 * Return the entries that are free at the moment.
	 */
	Stream<PoolEntry> free() {
		return Arrays.stream(this.entries).filter((entry) -> entry != null && PoolEntry.isFree(entry.observe()));
	}

	/**
	 * Return the stripe of an entry, or -1.
	 */
	int indexOf(PoolEntry entry) {
		@Nullable PoolEntry[] entries = this.entries;
		for (int i = 0; i <= last(entries); i++) {
			if (entries[i] == entry) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Return the number of stripes.
	 */
	int count() {
		return last(this.entries) + 1;
	}

	/**
	 * Return the number of stripes that have an entry, free or leased.
	 */
	int used() {
		return this.used;
	}

	/**
	 * Return by how many entries there are more than stripes for another maximum.
	 */
	int surplus(int maxPooled) {
		return this.used - count(maxPooled);
	}

	/**
	 * Adapt the number of stripes to another maximum, for which there is no surplus.
	 */
	void resize(int maxPooled) {
		@Nullable PoolEntry[] entries = this.entries;
		@Nullable PoolEntry[] resized = newEntries(count(maxPooled));
		if (resized.length == entries.length) {
			return;
		}
		int next = 0;
		for (PoolEntry entry : entries) {
			if (entry != null) {
				resized[next++] = entry;
			}
		}
		this.entries = resized;
	}

	private static @Nullable PoolEntry[] newEntries(int count) {
		return new PoolEntry[count + PADDING];
	}

	/**
	 * Return the last stripe, all of whose bits are 1.
	 */
	private static int last(@Nullable PoolEntry[] entries) {
		return entries.length - PADDING - 1;
	}

	private static int preferred(@Nullable PoolEntry[] entries) {
		// The highest bits of this product are the ones that keep neighbours apart.
		int last = last(entries);
		return (int) (Thread.currentThread().getId() * 0x9E3779B97F4A7C15L >>> Long.numberOfLeadingZeros(last)) & last;
	}

}
