package io.logicgraph.memory.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.logicgraph.memory.internal.ContextStorage;
import io.logicgraph.memory.internal.ObjectSizes;
import org.jspecify.annotations.Nullable;

/**
 * A table that a {@link ContextPool} reuses, and who may use it now.
 * <p>
 * {@code state} (inherited) holds {@code lease << 1 | inStripe}. The lease is a number
 * that grows by one at each lease and at each return: odd while the entry is leased, even
 * while it is not. A handle remembers the odd number that it was made with and is void as
 * soon as the entry's number is another one, so a stale handle stays void permanently (63
 * bits don't wrap). {@code inStripe} says that a {@link Stripes stripe} of the pool
 * refers to this entry. Of the four combinations in the two low bits, <pre>
 *   even, in a stripe      free for the thread that sets it to odd
 *   odd,  in a stripe      leased, will return to its stripe
 *   odd,  not in a stripe  leased, the pool will find a place for it when it returns
 *   even, not in a stripe  owned by one thread in the pool's own code, or no longer pooled
 * </pre> Memory ordering: each change of another thread's entry is a compareAndSet, so of
 * several threads one wins. The one that leases an entry includes the acquire that shows
 * the winner all that the previous holder wrote, since that holder made the entry free
 * with a release store (or in the pool's lock). A plain read of {@code state} serves the
 * check at each use of a handle: in the thread that ended the lease, program order makes
 * it exact; in another thread, using a context at all without a happens-before edge to
 * its holder is the error, which such a check can only find, not forgive.
 */
final class PoolEntry extends ContextStorage {

	private static final long IN_STRIPE = 1;

	private static final long LEASED = 2;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(PoolEntry.class, "state", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ContextPool pool;

	private final LiveEntry live;

	/**
	 * Lease number when the entry came to its stripe; guarded by the pool's lock.
	 */
	private long firstLeaseInStripe;

	/**
	 * State that {@link #unchangedNanos} saw, and when it saw it first; guarded by the
	 * pool's lock.
	 */
	private long seenState;

	private long sinceNanos;

	private @Nullable LeaseHistory history;

	/**
	 * Count of collections when the array of values was new.
	 */
	private int collections;

	@SuppressWarnings("unused")
	private long p1, p2, p3, p4;

	/**
	 * Create an entry that the caller owns.
	 */
	PoolEntry(ContextPool pool, int initialCapacity, EntryRegistry registry) {
		super(initialCapacity);
		this.pool = pool;
		this.live = new LiveEntry(this, registry);
	}

	ContextPool pool() {
		return this.pool;
	}

	LiveEntry live() {
		return this.live;
	}

	/**
	 * Return the number of the current lease; for its holder, and for the pool where it
	 * owns the entry.
	 */
	long lease() {
		return this.state >>> 1;
	}

	/**
	 * Lease the entry if it is free in its stripe.
	 */
	boolean tryLease() {
		long state = (long) STATE.getOpaque(this);
		return isFree(state) && STATE.compareAndSet(this, state, state + LEASED);
	}

	/**
	 * Lease an entry that the caller owns, for the first time.
	 */
	void leaseFirst(long lease) {
		this.state = lease << 1;
	}

	/**
	 * Lease an entry that the caller owns.
	 */
	void leaseOwned() {
		STATE.setOpaque(this, this.state + LEASED);
	}

	/**
	 * End a lease of an entry in a stripe: the caller owns it then, until it calls
	 * {@link #free()}.
	 */
	boolean tryEndInStripe(long lease) {
		long state = lease << 1 | IN_STRIPE;
		return STATE.compareAndSet(this, state, state + LEASED - IN_STRIPE);
	}

	/**
	 * End a lease of an entry that is not in a stripe: the caller owns it then.
	 */
	boolean tryEndOutside(long lease) {
		long state = lease << 1;
		return STATE.compareAndSet(this, state, state + LEASED);
	}

	/**
	 * Make an entry that the caller owns free for all.
	 */
	void free() {
		STATE.setRelease(this, this.state | IN_STRIPE);
	}

	/**
	 * Note that the entry leaves its stripe, if nothing happened since its state was
	 * observed. If it was free then, the caller owns it; if it was leased, it will return
	 * as one that is not in a stripe.
	 */
	boolean tryLeaveStripe(long observed) {
		return (observed & IN_STRIPE) != 0 && STATE.compareAndSet(this, observed, observed - IN_STRIPE);
	}

	/**
	 * Return the state, to see later whether anything happened in between.
	 */
	long observe() {
		return (long) STATE.getAcquire(this);
	}

	static boolean isFree(long state) {
		return (state & (LEASED | IN_STRIPE)) == IN_STRIPE;
	}

	/**
	 * Return whether a thread is between ending a lease and freeing the entry, or died
	 * there.
	 */
	static boolean isBeingReturned(long state) {
		return (state & (LEASED | IN_STRIPE)) == 0;
	}

	static boolean isLeased(long state) {
		return (state & LEASED) != 0;
	}

	static long leaseOf(long state) {
		return state >>> 1;
	}

	/**
	 * Make an entry that the caller owns free in the stripe that refers to it.
	 */
	void enterStripe() {
		this.firstLeaseInStripe = lease();
		free();
	}

	/**
	 * Return how often the entry was leased from its stripe up to a state.
	 */
	long leasesInStripe(long state) {
		return (leaseOf(state) - this.firstLeaseInStripe + 1) / 2;
	}

	/**
	 * Return how often the entry was returned to its stripe up to a state.
	 */
	long returnsInStripe(long state) {
		return (leaseOf(state) - this.firstLeaseInStripe) / 2;
	}

	void idleSince(long now) {
		this.sinceNanos = now;
	}

	long idleSince() {
		return this.sinceNanos;
	}

	/**
	 * Look at the state from time to time, as a substitute for a clock reading at each
	 * lease and return.
	 * @return for how many nanoseconds at least the state has been what it is
	 */
	long unchangedNanos(long now) {
		long state = observe();
		if (state != this.seenState) {
			this.seenState = state;
			this.sinceNanos = now;
		}
		return now - this.sinceNanos;
	}

	/**
	 * Return the state that {@link #unchangedNanos} saw.
	 */
	long seenState() {
		return this.seenState;
	}

	void remember(LeaseHistory history) {
		this.history = history;
	}

	/**
	 * Note that the array of values is new.
	 */
	void madeAfter(int collections) {
		this.collections = collections;
	}

	/**
	 * Give the holder an array of values that is in the young generation, as
	 * {@code CollectionWatch} explains.
	 */
	void keepYoung(int collections) {
		if (this.collections != collections) {
			this.collections = collections;
			renewValues();
		}
	}

	/**
	 * Clear the entry for its next holder.
	 * @return whether it may have one: {@code false} if it was found damaged
	 */
	boolean recycle() {
		return reset();
	}

	String describe(long lease) {
		return describe(System.identityHashCode(this), lease);
	}

	static String describe(int entryHash, long lease) {
		return "Context %x (lease %d)".formatted(entryHash, lease >>> 1);
	}

	PoolMisuseException misuse(MisuseKind kind, long lease, String what) {
		PoolMisuseException misuse = this.pool.misuse(kind,
				"%s of pool '%s' %s".formatted(describe(lease), this.pool.label(), what));
		LeaseHistory history = this.history;
		if (history != null && history.lease() == lease) {
			misuse.addSuppressed(history.acquired().trimmed());
			misuse.addSuppressed(history.released().trimmed());
		}
		return misuse;
	}

	void requireSound(long lease, boolean sound) {
		if (!sound) {
			throw misuse(MisuseKind.CONCURRENT_USE, lease, "was changed by two threads at once, or an error "
					+ "interrupted a change, which was found when it was released; it is not pooled again");
		}
	}

	@Override
	public IllegalStateException leaseIsOver(long lease) {
		return misuse(MisuseKind.USE_AFTER_RELEASE, lease, "was used after it had been released");
	}

	@Override
	protected RuntimeException changedByTwoThreads() {
		return misuse(MisuseKind.CONCURRENT_USE, lease(),
				"was changed by two threads at once, or an error interrupted a change");
	}

	@Override
	protected void growing(long allocatedBytes, long droppedBytes) {
		// Step by step, so that what was recorded can be deducted as a whole even if an
		// error comes between.
		this.pool.metrics().recordAllocation(allocatedBytes);
		this.live.footprint += allocatedBytes;
		this.pool.metrics().recordDeallocation(droppedBytes);
		this.live.footprint -= droppedBytes;
	}

	@Override
	protected long instanceBytes() {
		return ObjectSizes.instance(6, 7, 8) + LiveEntry.BYTES;
	}

}
