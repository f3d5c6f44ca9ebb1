package io.logicgraph.memory.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * What the leak detector knows of a lease that it watches. The pool doesn't refer to the
 * entry of such a lease: it is reachable through the lease's handle alone, and so becomes
 * unreachable with it.
 */
final class WatchedLease extends PhantomReference<PoolEntry> {

	private final String description;

	private final long lease;

	private final long sinceNanos = System.nanoTime();

	private final String thread = Thread.currentThread().getName();

	private final CallSite acquired = new CallSite("acquired by thread '" + this.thread + "'");

	/**
	 * Bytes that are gone with the entry; kept up to date by the holder of the lease.
	 */
	private volatile long footprint;

	/**
	 * Whether it was reported by age. Written by the detector's thread, read by the one
	 * that ends the lease.
	 */
	private volatile boolean overdue;

	WatchedLease(PoolEntry entry, long lease, ReferenceQueue<PoolEntry> lost) {
		super(entry, lost);
		this.description = entry.describe(lease);
		this.lease = lease;
		this.footprint = entry.footprint();
	}

	long lease() {
		return this.lease;
	}

	CallSite acquired() {
		return this.acquired;
	}

	String thread() {
		return this.thread;
	}

	long heldNanos(long now) {
		return now - this.sinceNanos;
	}

	long footprint() {
		return this.footprint;
	}

	void footprint(long bytes) {
		this.footprint = bytes;
	}

	boolean isOverdue() {
		return this.overdue;
	}

	void markOverdue() {
		this.overdue = true;
	}

	@Override
	public String toString() {
		return this.description;
	}

}
