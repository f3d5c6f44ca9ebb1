package io.logicgraph.memory.pool;

import java.lang.invoke.VarHandle;

import io.logicgraph.memory.context.VirtualThreads;

/**
 * Lets the thread that took an entry give it back without an atomic change, as long as no
 * other thread ends a lease of that pool.
 * <p>
 * Two threads that may end the same lease need an atomic change each, and it is half of
 * what a lease costs. While the bias is on, only the thread that took an entry changes
 * its state until it has given it back; any other thread, be it to give the entry back or
 * to take its home away, must {@linkplain #revoke() revoke} the bias first, for the whole
 * pool and for good.
 * <p>
 * A holder looks at {@link #isOn()} and then changes the state, with no fence between the
 * two, so that its change might come after a revocation that it didn't see. What makes up
 * for the fence is a dump of all threads' stacks, for which the JVM stops each thread at
 * a point where all that it has done is visible, and it sees all that others have done.
 * Whoever is not between the look and the change by then, that is in
 * {@link PoolEntry#tryEndByHolder}, sees the revocation when it gets there. ("Lock
 * Reservation" of Kawachiya, Koseki and Onodera, 2002, is of this kind.) Virtual threads
 * are in no such dump, so the bias is never for them.
 * <p>
 * Thread-safe.
 */
final class ReturnBias {

	/**
	 * The id that no thread has.
	 */
	static final long NOBODY = 0;

	/**
	 * Plain, since a fence precedes each read that matters.
	 */
	private boolean on = true;

	/**
	 * Set when no holder can be acting on the bias any more.
	 */
	private volatile boolean revoked;

	/**
	 * Return whether holders may still act on the bias.
	 */
	boolean isOn() {
		return this.on;
	}

	/**
	 * Return whether other threads than an entry's holder may change its state.
	 */
	boolean isRevoked() {
		return this.revoked;
	}

	/**
	 * End the bias. On return, no holder acts on it any more.
	 */
	void revoke() {
		if (!this.revoked) {
			revokeNow();
		}
	}

	private synchronized void revokeNow() {
		this.on = false;
		VarHandle.fullFence();
		while (!this.revoked) {
			if (isNobodyActingOnIt()) {
				this.revoked = true;
			}
			else {
				Thread.yield();
			}
		}
	}

	private static boolean isNobodyActingOnIt() {
		for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
			for (StackTraceElement frame : stack) {
				if (PoolEntry.isTryEndByHolder(frame)) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Return the current thread's id, or {@link #NOBODY} if it is a virtual one.
	 */
	static long currentHolder() {
		return VirtualThreads.isCurrent() ? NOBODY : Thread.currentThread().getId();
	}

}
