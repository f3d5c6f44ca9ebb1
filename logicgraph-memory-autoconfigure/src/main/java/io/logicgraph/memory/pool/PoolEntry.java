package io.logicgraph.memory.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;

import io.logicgraph.memory.context.ContextStorage;
import io.logicgraph.memory.context.ObjectSizes;
import org.jspecify.annotations.Nullable;

/**
 * A table that a {@link ContextPool} reuses, and who may use it now.
 * <p>
 * {@code state} (inherited) holds {@code lease << 1 | homed}. The lease is a number that
 * grows by one whenever the entry is handed out and again when it comes back: odd while
 * it is out, even while it is in. A handle remembers the odd number it was made with and
 * is void as soon as the entry's number is another one, so a stale handle stays void for
 * ever (63 bits don't wrap). {@code homed} says that a stripe of the pool refers to this
 * entry. Of the four combinations in the two low bits, <pre>
 *   even, homed      in a stripe, free for whoever sets it to odd
 *   odd,  homed      handed out, will come back to its stripe
 *   odd,  not homed  handed out, has no place yet
 *   even, not homed  owned by one thread in the pool's own code, or no longer pooled
 * </pre> Memory ordering: every change from free to handed out is a compareAndSet, so of
 * several threads one wins; it includes the acquire that shows the winner all that the
 * previous holder wrote, since that holder made the entry free with a release store (or
 * in the pool's lock). From handed out to anything else the change is a compareAndSet,
 * too, but for one case: a homed entry that its holder gives back while the pool's
 * {@link ReturnBias} is on, when no other thread may change its state. A plain read of
 * {@code state} serves the check at each use of a handle: in the thread that ended the
 * lease, program order makes it exact; in another thread, using a context at all without
 * a happens-before edge to its holder is the error, which such a check can only find, not
 * forgive.
 * <p>
 * Padded, so that what a holder writes never shares a cache line with the fields of what
 * lies behind the entry. The array of the stripes, which a collector may put in front of
 * it, is padded for the same reason.
 */
final class PoolEntry extends ContextStorage {

	private static final long HOMED = 1;

	private static final long LEASED = 2;

	private static final String NAME = PoolEntry.class.getName();

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

	/**
	 * Lease number when the entry came to its stripe; guarded by the pool's lock.
	 */
	private long homedAtLease;

	/**
	 * State that {@link #unchangedNanos} saw, and when it saw it first; guarded by the
	 * pool's lock.
	 */
	private long seenState;

	private long sinceNanos;

	/**
	 * Id of the thread that took the entry from its stripe last, if the bias was on.
	 * Written before there is a handle. So whoever has the handle and finds itself here
	 * took this lease, or a later one, and then sees by the state that this one is over:
	 * even a thread that got the handle through a data race sees what was written before
	 * its final fields were.
	 */
	private long holder;

	private final LiveEntry live;

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
	PoolEntry(ContextPool pool, int initialCapacity, ReferenceQueue<Object> lost) {
		super(initialCapacity);
		this.pool = pool;
		this.live = new LiveEntry(this, lost);
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
	 * Hand out the entry if it is free in its stripe.
	 */
	boolean tryLease(ReturnBias bias) {
		long state = (long) STATE.getOpaque(this);
		if ((state & (LEASED | HOMED)) != HOMED || !STATE.compareAndSet(this, state, state + LEASED)) {
			return false;
		}
		if (bias.isOn()) {
			this.holder = ReturnBias.currentHolder();
		}
		return true;
	}

	/**
	 * Hand out an entry that the caller owns, for the first time.
	 */
	void leaseFirst(long lease) {
		this.state = lease << 1;
	}

	/**
	 * Hand out an entry that the caller owns.
	 */
	void leaseOwned() {
		STATE.setOpaque(this, this.state + LEASED);
	}

	/**
	 * End a lease of an entry that has a place, as the thread that took it: the caller
	 * owns it then, until it calls {@link #free()}.
	 */
	boolean tryEndByHolder(long lease, ReturnBias bias) {
		// What is read below is not to be read before, at a point where another thread
		// could still revoke the bias and not find this one here.
		VarHandle.acquireFence();
		long state = lease << 1 | HOMED;
		if (!bias.isOn() || this.holder != Thread.currentThread().getId() || this.state != state) {
			return false;
		}
		STATE.setOpaque(this, state + LEASED - HOMED);
		return true;
	}

	static boolean isTryEndByHolder(StackTraceElement frame) {
		return frame.getMethodName().equals("tryEndByHolder") && frame.getClassName().equals(NAME);
	}

	/**
	 * End a lease of an entry that has a place, as any thread: the caller owns it then,
	 * until it calls {@link #free()}.
	 */
	boolean tryEndHomed(long lease, ReturnBias bias) {
		long state = lease << 1 | HOMED;
		if (!bias.isRevoked()) {
			if (observe() != state) {
				return false;
			}
			bias.revoke();
		}
		return STATE.compareAndSet(this, state, state + LEASED - HOMED);
	}

	/**
	 * End a lease of an entry that has no place: the caller owns it then.
	 */
	boolean tryEndHomeless(long lease) {
		long state = lease << 1;
		return STATE.compareAndSet(this, state, state + LEASED);
	}

	/**
	 * Make an entry that the caller owns free for all.
	 */
	void free() {
		STATE.setRelease(this, this.state | HOMED);
	}

	/**
	 * Take away the entry's home if nothing happened since its state was observed. If it
	 * was free then, the caller owns it; if it was handed out, it will come back without
	 * a home, and the caller must hold it or have revoked the bias.
	 */
	boolean tryEvict(long observed) {
		return (observed & HOMED) != 0 && STATE.compareAndSet(this, observed, observed - HOMED);
	}

	/**
	 * Return the state, to see later whether anything happened in between.
	 */
	long observe() {
		return (long) STATE.getAcquire(this);
	}

	static boolean isFree(long state) {
		return (state & (LEASED | HOMED)) == HOMED;
	}

	/**
	 * Return whether a thread is between ending a lease and freeing the entry, or died
	 * there.
	 */
	static boolean isBeingReturned(long state) {
		return (state & (LEASED | HOMED)) == 0;
	}

	static boolean isLeased(long state) {
		return (state & LEASED) != 0;
	}

	static long leaseOf(long state) {
		return state >>> 1;
	}

	long homedAtLease() {
		return this.homedAtLease;
	}

	void homeAt(long lease) {
		this.homedAtLease = lease;
	}

	void idleSince(long now) {
		this.sinceNanos = now;
	}

	long idleSince() {
		return this.sinceNanos;
	}

	/**
	 * Look at the state from time to time, as a substitute for a clock reading at every
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
	 * Give the holder an array of values that no collection has moved to the old
	 * generation. There, G1 pays for each reference stored with a barrier that includes a
	 * full fence; an array in the young generation is spared that.
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

	@Override
	protected IllegalStateException leaseIsOver(long lease) {
		return misuse(MisuseKind.USE_AFTER_RELEASE, lease, "was used after it had been given back");
	}

	@Override
	protected RuntimeException changedByTwoThreads() {
		return misuse(MisuseKind.CONCURRENT_USE, lease(),
				"was changed by two threads at once (or an error cut off a change)");
	}

	@Override
	protected void growing(long allocatedBytes, long droppedBytes) {
		// Step by step, so that what is recorded can be taken back as a whole even if an
		// error comes between.
		this.pool.metrics().recordAllocation(allocatedBytes);
		this.live.footprint += allocatedBytes;
		this.pool.metrics().recordDeallocation(droppedBytes);
		this.live.footprint -= droppedBytes;
	}

	@Override
	protected long instanceBytes() {
		return ObjectSizes.instance(6, 7, 9) + LiveEntry.BYTES;
	}

}
