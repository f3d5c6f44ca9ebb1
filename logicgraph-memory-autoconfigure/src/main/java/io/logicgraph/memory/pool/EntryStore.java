package io.logicgraph.memory.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The entries that a pool keeps: those in {@link Stripes stripes}, and under the lock a
 * stack of the other idle ones; and what becomes of them.
 * <p>
 * The lock is a monitor and not a {@code Lock}, since the JVM leaves a monitor whatever
 * happens, while a {@link StackOverflowError} in {@code unlock()} would leave a
 * {@code Lock} locked permanently. Nothing waits while it is held, except shortly for a
 * thread that returns a context at this moment. An error can also interrupt what is done
 * under it, so that an entry ends up nowhere; then its {@link LiveEntry} makes it count
 * as discarded.
 */
final class EntryStore {

	private static final int SPINS_FOR_RETURN = 1000;

	private final Object lock = new Object();

	private final Stripes stripes;

	private final IdleStack idle = new IdleStack();

	private final PoolCounts counts;

	private final EntryRegistry registry;

	private int maxPooled;

	private int maxRetainedCapacity;

	private boolean closed;

	EntryStore(PoolConfig config, PoolCounts counts, EntryRegistry registry) {
		this.stripes = new Stripes(config.maxPooled(), counts);
		this.counts = counts;
		this.registry = registry;
		this.maxPooled = config.maxPooled();
		this.maxRetainedCapacity = config.maxRetainedCapacity();
	}

	/**
	 * Lease an idle entry.
	 */
	@Nullable PoolEntry tryLease() {
		PoolEntry entry = this.stripes.tryLease();
		return (entry != null) ? entry : tryLeaseFromStack();
	}

	private @Nullable PoolEntry tryLeaseFromStack() {
		synchronized (this.lock) {
			PoolEntry entry = this.idle.pop();
			if (entry != null) {
				LiveEntry live = entry.live();
				entry.leaseOwned();
				this.counts.reused++;
				live.out = true;
			}
			return entry;
		}
	}

	/**
	 * Lease a new entry.
	 */
	void leaseFirst(PoolEntry entry) {
		LiveEntry live = entry.live();
		synchronized (this.lock) {
			// Leases start anywhere, so that contexts which never return are sampled too,
			// but not at 1, which the mask of no detection matches.
			entry.leaseFirst(2 * this.counts.created + 3);
			this.registry.add(live);
			this.counts.created++;
			live.out = true;
		}
	}

	/**
	 * Take an entry whose lease has ended, and that is not in a stripe.
	 */
	void add(PoolEntry entry, boolean sound) {
		LiveEntry live = entry.live();
		synchronized (this.lock) {
			this.counts.released++;
			live.out = false;
			if (this.closed) {
				discard(entry, DiscardReason.CLOSED);
			}
			else if (!sound) {
				discard(entry, DiscardReason.BROKEN);
			}
			else if (entry.capacity() > this.maxRetainedCapacity) {
				discard(entry, DiscardReason.OVERSIZED);
			}
			else if (kept() >= this.maxPooled) {
				discard(entry, DiscardReason.FULL);
			}
			else {
				if (!this.stripes.add(entry)) {
					this.idle.push(entry, System.nanoTime());
				}
				this.counts.peak = Math.max(this.counts.peak, kept());
			}
		}
	}

	/**
	 * Discard an entry in a stripe whose lease has ended.
	 */
	void discardReturned(PoolEntry entry, DiscardReason reason) {
		synchronized (this.lock) {
			leaveStripe(entry);
			discard(entry, reason);
		}
	}

	/**
	 * Make an entry that the caller holds return as one that is not in a stripe.
	 */
	void leaveStripe(PoolEntry entry) {
		synchronized (this.lock) {
			int stripe = this.stripes.indexOf(entry);
			if (stripe >= 0) {
				this.stripes.tryRemove(stripe, entry, entry.observe());
			}
		}
	}

	/**
	 * Count an entry that was garbage collected.
	 * @return whether it was leased
	 */
	boolean lost(LiveEntry entry) {
		synchronized (this.lock) {
			boolean leased = entry.out;
			int broken = DiscardReason.BROKEN.ordinal();
			if (!this.registry.remove(entry)) {
				return false;
			}
			if (leased) {
				this.counts.lost++;
			}
			else {
				this.counts.discarded[broken]++;
			}
			return leased;
		}
	}

	int idleCount() {
		synchronized (this.lock) {
			return this.idle.size() + (int) this.stripes.free().count();
		}
	}

	long keyBytes() {
		synchronized (this.lock) {
			return this.idle.keyBytes() + this.stripes.free().mapToLong(PoolEntry::keyBytes).sum();
		}
	}

	PoolStats stats() {
		synchronized (this.lock) {
			long leases = 0;
			long returns = 0;
			int size = this.idle.size();
			long retained = this.idle.footprint();
			for (int i = 0; i < this.stripes.count(); i++) {
				PoolEntry entry = this.stripes.get(i);
				if (entry == null) {
					continue;
				}
				long state = entry.observe();
				leases += entry.leasesInStripe(state);
				returns += entry.returnsInStripe(state);
				if (PoolEntry.isFree(state)) {
					size++;
					retained += entry.footprint();
				}
			}
			return this.counts.stats(leases, returns, size, retained);
		}
	}

	void clear() {
		synchronized (this.lock) {
			discardIdle(DiscardReason.CLEARED, 0);
		}
	}

	/**
	 * Apply other limits, and discard idle entries that they don't allow.
	 */
	void reconfigure(PoolConfig config) {
		synchronized (this.lock) {
			this.maxPooled = config.maxPooled();
			this.maxRetainedCapacity = config.maxRetainedCapacity();
			for (int i = 0; i < this.stripes.count() && this.stripes.surplus(this.maxPooled) > 0; i++) {
				evict(i, DiscardReason.SHRUNK);
			}
			this.stripes.resize(this.maxPooled);
			discardIdle(DiscardReason.SHRUNK, this.maxPooled);
			discardOversized();
		}
	}

	/**
	 * Discard all idle entries, and from now on each one that returns.
	 * @return whether that was news
	 */
	boolean close() {
		synchronized (this.lock) {
			if (this.closed) {
				return false;
			}
			this.closed = true;
			for (int i = 0; i < this.stripes.count(); i++) {
				evict(i, DiscardReason.CLOSED);
			}
			discardIdle(DiscardReason.CLOSED, 0);
			return true;
		}
	}

	boolean isClosed() {
		synchronized (this.lock) {
			return this.closed;
		}
	}

	/**
	 * Discard what has been idle for too long, and stop referring to entries that are
	 * held for too long, so that they can be garbage collected if their handle was lost.
	 */
	void sweep(PoolConfig config) {
		synchronized (this.lock) {
			long now = System.nanoTime();
			int spare = idleCount() - config.minIdle();
			if (!config.idleTimeout().isZero()) {
				spare -= discardIdleSince(now, config.idleTimeout(), spare);
			}
			for (int i = 0; i < this.stripes.count(); i++) {
				PoolEntry entry = this.stripes.get(i);
				if (entry == null) {
					continue;
				}
				long unchangedNanos = entry.unchangedNanos(now);
				if (PoolEntry.isFree(entry.seenState())) {
					if (spare > 0 && isOver(config.idleTimeout(), unchangedNanos)
							&& discardIfFree(i, DiscardReason.IDLE)) {
						spare--;
					}
				}
				else if (unchangedNanos > config.leakThreshold().toNanos()) {
					forgetHolder(i, entry);
				}
			}
		}
	}

	private static boolean isOver(Duration timeout, long nanos) {
		return !timeout.isZero() && nanos >= timeout.toNanos();
	}

	/**
	 * Return how many entries the pool keeps: idle ones, and leased ones that return to
	 * their stripe.
	 */
	int kept() {
		synchronized (this.lock) {
			return this.stripes.used() + this.idle.size();
		}
	}

	/**
	 * Empty a stripe whatever its entry is doing. An idle one goes to the stack.
	 */
	private void evict(int stripe, DiscardReason reason) {
		PoolEntry entry = this.stripes.get(stripe);
		for (int spins = 0; entry != null; spins++) {
			long state = entry.observe();
			if (PoolEntry.isBeingReturned(state) && spins < SPINS_FOR_RETURN) {
				// With a limit: the thread that returns it may have died, or wait for the
				// lock.
				Thread.onSpinWait();
			}
			else if (this.stripes.tryRemove(stripe, entry, state)) {
				if (PoolEntry.isFree(state)) {
					this.idle.push(entry, System.nanoTime());
				}
				else if (PoolEntry.isBeingReturned(state)) {
					discard(entry, reason);
				}
				return;
			}
		}
	}

	/**
	 * Discard idle entries until at most {@code keep} entries are left.
	 */
	private void discardIdle(DiscardReason reason, int keep) {
		while (kept() > keep) {
			PoolEntry entry = this.idle.removeOldest();
			if (entry == null) {
				break;
			}
			discard(entry, reason);
		}
		for (int i = 0; i < this.stripes.count() && kept() > keep; i++) {
			discardIfFree(i, reason);
		}
	}

	private void discardOversized() {
		for (PoolEntry entry : this.idle.removeLarger(this.maxRetainedCapacity)) {
			discard(entry, DiscardReason.OVERSIZED);
		}
		for (int i = 0; i < this.stripes.count(); i++) {
			PoolEntry entry = this.stripes.get(i);
			if (entry != null && entry.capacity() > this.maxRetainedCapacity) {
				discardIfFree(i, DiscardReason.OVERSIZED);
			}
		}
	}

	/**
	 * Discard what has been on the stack for too long.
	 * @return how many entries that were
	 */
	private int discardIdleSince(long now, Duration timeout, int spare) {
		int count = 0;
		while (count < spare) {
			PoolEntry entry = this.idle.removeOlderThan(timeout.toNanos(), now);
			if (entry == null) {
				break;
			}
			discard(entry, DiscardReason.IDLE);
			count++;
		}
		return count;
	}

	private boolean discardIfFree(int stripe, DiscardReason reason) {
		PoolEntry entry = this.stripes.get(stripe);
		if (entry == null) {
			return false;
		}
		long state = entry.observe();
		if (!PoolEntry.isFree(state) || !this.stripes.tryRemove(stripe, entry, state)) {
			return false;
		}
		discard(entry, reason);
		return true;
	}

	private void forgetHolder(int stripe, PoolEntry entry) {
		long state = entry.seenState();
		if (entry.observe() == state && this.stripes.tryRemove(stripe, entry, state)
				&& PoolEntry.isBeingReturned(state)) {
			discard(entry, DiscardReason.BROKEN);
		}
	}

	private void discard(PoolEntry entry, DiscardReason reason) {
		int index = reason.ordinal();
		if (this.registry.remove(entry.live())) {
			this.counts.discarded[index]++;
			entry.live().clear();
		}
	}

}
