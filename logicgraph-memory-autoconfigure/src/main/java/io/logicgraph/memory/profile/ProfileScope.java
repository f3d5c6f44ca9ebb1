package io.logicgraph.memory.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A piece of work whose allocated bytes are counted, from {@link #open} to
 * {@link #close}. Scopes nest: what a nested scope allocates is part of the outer one's
 * result too.
 * <p>
 * A scope belongs to the thread that opened it. To count what other threads do on its
 * behalf, {@linkplain #capture() capture} it and {@linkplain #attach attach} it there;
 * captured scopes may be used by many threads at once.
 *
 * @since 0.7.0
 */
public final class ProfileScope {

	private ScopeSink sink;

	private @Nullable ProfileScope parent;

	/**
	 * Bytes allocated while this scope was current on some thread.
	 */
	private long ownBytes;

	/**
	 * Bytes of nested scopes that have ended.
	 */
	private long nestedBytes;

	/**
	 * Whether some of the work ran where it could be measured.
	 */
	private boolean metered;

	/**
	 * Whether some of the work ran where it could not be measured.
	 */
	private boolean unmetered;

	private boolean closed;

	/**
	 * Threads that are working in this scope now; {@code null} until the scope is
	 * captured. From then on, all fields are guarded by this scope's monitor; before,
	 * they belong to the thread that opened it.
	 */
	private @Nullable List<ThreadLedger> workers;

	private ProfileScope(ScopeSink sink) {
		this.sink = sink;
	}

	/**
	 * Open a scope on the current thread. It must be closed there, once.
	 * @param sink what takes the result
	 * @return the scope
	 */
	public static ProfileScope open(ScopeSink sink) {
		ThreadLedger ledger = ThreadLedger.current();
		long reading = ThreadMeter.currentThreadBytes();
		ProfileScope spare = ledger.takeSpare();
		ProfileScope scope = (spare != null) ? spare : new ProfileScope(sink);
		scope.begin(sink, openScope(ledger));
		ledger.switchTo(scope, reading);
		if (spare == null) {
			ledger.skip();
		}
		return scope;
	}

	/**
	 * Open a scope on the current thread that any thread may close, and close again
	 * without harm.
	 * @param sink what takes the result
	 * @return the scope
	 */
	public static ProfileScope openShared(ScopeSink sink) {
		return openShared(sink, ThreadMeter.currentThreadBytes());
	}

	/**
	 * Open a shared scope. What was allocated since the given reading of the meter
	 * belongs to no scope.
	 */
	static ProfileScope openShared(ScopeSink sink, long reading) {
		ThreadLedger ledger = ThreadLedger.current();
		ProfileScope scope = new ProfileScope(sink);
		scope.begin(sink, openScope(ledger));
		scope.share();
		ledger.switchTo(scope, reading);
		ledger.skip();
		return scope;
	}

	private static @Nullable ProfileScope openScope(ThreadLedger ledger) {
		ProfileScope scope = ledger.scope();
		while (scope != null && scope.closed) {
			scope = scope.parent;
		}
		return scope;
	}

	/**
	 * Return the current thread's scope so that it can be attached to other threads.
	 * @return the scope, or {@code null} if there is none
	 */
	public static @Nullable ProfileScope capture() {
		ThreadLedger ledger = ThreadLedger.current();
		ProfileScope scope = ledger.scope();
		if (scope != null && scope.workers == null) {
			ledger.switchTo(null, ThreadMeter.currentThreadBytes());
			scope.share();
			ledger.switchTo(scope, ThreadMeter.currentThreadBytes());
		}
		return scope;
	}

	/**
	 * Make a captured scope the current thread's scope. What the thread allocated before
	 * is banked in the scope that it had.
	 * @param scope the scope, or {@code null} for none
	 * @return the scope that the thread had, to be attached again afterwards
	 */
	public static @Nullable ProfileScope attach(@Nullable ProfileScope scope) {
		ThreadLedger ledger = ThreadLedger.current();
		ProfileScope previous = ledger.scope();
		if (previous != scope) {
			ledger.switchTo(scope, ThreadMeter.currentThreadBytes());
		}
		return previous;
	}

	/**
	 * Close this scope and hand the result to its sink.
	 * @param error what the work threw, or {@code null}
	 */
	public void close(@Nullable Throwable error) {
		long reading = ThreadMeter.currentThreadBytes();
		ThreadLedger ledger = ThreadLedger.current();
		ProfileScope current = ledger.scope();
		ledger.switchTo((current == this) ? this.parent : current, reading);
		if (this.workers != null) {
			closeShared(current, error);
		}
		else if (!this.closed) {
			this.closed = true;
			finish(this.ownBytes + leaveInnerOpen(current), error);
			if (current == this) {
				ledger.keepSpare(this);
			}
		}
		ledger.skip();
	}

	/**
	 * Stop counting on the current thread without closing the scope, which was opened as
	 * shared: the work goes on elsewhere.
	 */
	public void suspend() {
		ThreadLedger ledger = ThreadLedger.current();
		if (ledger.scope() == this) {
			ledger.switchTo(this.parent, ThreadMeter.currentThreadBytes());
		}
	}

	/**
	 * Note that some of the work ran on a thread that could not be followed.
	 */
	public synchronized void missedSome() {
		this.unmetered = true;
	}

	/**
	 * Return whether the current thread works for this scope, directly or in a nested
	 * one.
	 * @return whether the current thread is followed
	 */
	public boolean isFollowedHere() {
		for (ProfileScope scope = ThreadLedger.current().scope(); scope != null; scope = scope.parent) {
			if (scope == this) {
				return true;
			}
		}
		return false;
	}

	private void begin(ScopeSink sink, @Nullable ProfileScope parent) {
		this.sink = sink;
		this.parent = parent;
		this.ownBytes = 0;
		this.nestedBytes = 0;
		this.metered = false;
		this.unmetered = false;
		this.closed = false;
	}

	/**
	 * Called when a thread begins to work in this scope.
	 */
	void enter(ThreadLedger ledger) {
		if (this.workers != null) {
			synchronized (this) {
				this.workers.add(ledger);
			}
		}
	}

	/**
	 * Called when a thread ceases to work in this scope.
	 */
	void leave(ThreadLedger ledger, long reading) {
		if (this.workers == null) {
			bank(ledger.mark(), reading);
			return;
		}
		long late;
		synchronized (this) {
			this.workers.remove(ledger);
			late = this.closed ? bytesBetween(ledger.mark(), reading) : 0;
			if (!this.closed) {
				bank(ledger.mark(), reading);
			}
		}
		if (late > 0) {
			this.sink.late(late);
		}
	}

	private void bank(long mark, long reading) {
		this.ownBytes += bytesBetween(mark, reading);
		if (mark >= 0 && reading >= 0) {
			this.metered = true;
		}
		else {
			this.unmetered = true;
		}
	}

	private static long bytesBetween(long mark, long reading) {
		return (mark >= 0 && reading >= 0) ? reading - mark : 0;
	}

	/**
	 * Prepare for use by several threads. The outer scopes are, too, since this one may
	 * end on another thread than theirs.
	 */
	private void share() {
		for (ProfileScope scope = this; scope != null && scope.workers == null; scope = scope.parent) {
			scope.workers = new ArrayList<>(4);
		}
	}

	private void closeShared(@Nullable ProfileScope current, @Nullable Throwable error) {
		long bytes;
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			bankOfWorkers();
			bytes = this.ownBytes;
		}
		finish(bytes + leaveInnerOpen(current), error);
	}

	/**
	 * Bank what threads have allocated that are still working in this scope.
	 */
	private void bankOfWorkers() {
		for (ThreadLedger worker : Objects.requireNonNull(this.workers)) {
			long reading = ThreadMeter.threadBytes(worker.threadId());
			bank(worker.mark(), reading);
			worker.mark(reading);
		}
	}

	/**
	 * Let scopes that were opened in this one and are still open belong to this one's
	 * parent.
	 * @return their bytes so far; they are not passed on to the parent, which gets them
	 * when those scopes close
	 */
	private long leaveInnerOpen(@Nullable ProfileScope current) {
		long bytes = 0;
		for (ProfileScope scope = current; scope != null && scope != this; scope = scope.parent) {
			bytes += scope.ownBytes + scope.nestedBytes;
			if (scope.parent == this) {
				scope.parent = this.parent;
				return bytes;
			}
		}
		return 0;
	}

	private void finish(long ownBytes, @Nullable Throwable error) {
		report(ownBytes, error);
		passOn();
		this.parent = null;
	}

	private void report(long ownBytes, @Nullable Throwable error) {
		if (this.metered) {
			this.sink.measured(ownBytes + this.nestedBytes, this.nestedBytes,
					this.unmetered ? Quality.PARTIAL : Quality.EXACT, error);
		}
		else {
			this.sink.unmeasured(error);
		}
	}

	private void passOn() {
		ProfileScope parent = this.parent;
		if (parent == null) {
			return;
		}
		long bytes = this.ownBytes + this.nestedBytes;
		if (parent.workers == null) {
			parent.addNested(bytes, this.metered, this.unmetered);
		}
		else {
			parent.addNestedOrLate(bytes, this.metered, this.unmetered);
		}
	}

	private void addNestedOrLate(long bytes, boolean metered, boolean unmetered) {
		synchronized (this) {
			if (!this.closed) {
				addNested(bytes, metered, unmetered);
				return;
			}
		}
		this.sink.late(bytes);
	}

	private void addNested(long bytes, boolean metered, boolean unmetered) {
		this.nestedBytes += bytes;
		this.metered |= metered;
		this.unmetered |= unmetered;
	}

}
