package io.logicgraph.memory.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.LeakEvent;
import io.logicgraph.memory.internal.Printable;

/**
 * What the leak detector knows of a lease that it watches. Doesn't refer to the entry,
 * and neither does the pool while it is out: the entry of a watched lease is reachable
 * through the lease's handle alone, and so becomes unreachable with it.
 */
final class WatchedLease implements LeakEvent.Lease {

	/**
	 * A description is made when it is asked for: formatting needs much stack, and a
	 * stack overflow in it can leave JDK classes unusable.
	 */
	private final int entryHash;

	private final long lease;

	private final long sinceNanos = System.nanoTime();

	private final String thread = Thread.currentThread().getName();

	private final CallSite acquired = new CallSite("acquired by thread '" + Printable.of(this.thread) + "'");

	/**
	 * Whether it was reported by age. Written by the detector's thread, read by the one
	 * that ends the lease.
	 */
	private volatile boolean overdue;

	WatchedLease(PoolEntry entry, long lease) {
		this.entryHash = System.identityHashCode(entry);
		this.lease = lease;
	}

	long lease() {
		return this.lease;
	}

	CallSite acquired() {
		return this.acquired;
	}

	@Override
	public String thread() {
		return this.thread;
	}

	@Override
	public List<String> stack() {
		return this.acquired.frames();
	}

	@Override
	public long heldMillis() {
		return TimeUnit.NANOSECONDS.toMillis(heldNanos(System.nanoTime()));
	}

	long heldNanos(long now) {
		return now - this.sinceNanos;
	}

	boolean isOverdue() {
		return this.overdue;
	}

	void markOverdue() {
		this.overdue = true;
	}

	@Override
	public String toString() {
		return PoolEntry.describe(this.entryHash, this.lease);
	}

}
