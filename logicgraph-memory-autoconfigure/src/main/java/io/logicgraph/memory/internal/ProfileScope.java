package io.logicgraph.memory.internal;

import org.jspecify.annotations.Nullable;

/**
 * A piece of work whose allocated bytes are counted, from {@link #open} to
 * {@link #close}. Scopes nest: what a nested scope allocates is part of the outer one's
 * result too.
 * <p>
 * A scope belongs to the thread that opened it. To count what other threads do on its
 * behalf, {@linkplain #capture() capture} it and {@linkplain #attach attach} it there;
 * captured scopes may be used by many threads at once.
 * <p>
 * Bytes that a thread allocates for a scope that has ended are <em>late</em>: they are
 * reported to {@link ScopeSink#late}, and to the outer scopes that are still open they
 * belong as if they had come in time.
 *
 * @since 0.7.0
 */
// A scope is local until it is captured: its fields belong to the thread that opened it.
// A shared scope's fields are guarded by its monitor; its sink never changes. It becomes
// shared, together with all scopes around it, by the thread that owns it and before
// another thread can see it. No monitor is entered while another one is held, and no sink
// is called within one. Once closed is set, only the thread that set it uses the counts.
public final class ProfileScope extends ScopeCounts {

	/**
	 * Key under which scopes travel in a Reactor context and in a context snapshot.
	 */
	public static final String CONTEXT_KEY = "io.logicgraph.memory.profile.ProfileScope";

	private final ScopeSink sink;

	/**
	 * The ledger that the scope was opened with; {@code null} if with none.
	 */
	private final @Nullable ThreadLedger owner;

	private @Nullable ProfileScope parent;

	private boolean shared;

	/**
	 * Whether this is the scope of an observation, not of a profile.
	 */
	private boolean observed;

	/**
	 * Threads in whose ledgers a shared scope is current, as a linked list.
	 */
	private @Nullable ThreadLedger workers;

	private ProfileScope(ScopeSink sink, @Nullable ThreadLedger owner, @Nullable ProfileScope parent, boolean shared) {
		this.sink = sink;
		this.owner = owner;
		this.parent = parent;
		this.shared = shared;
	}

	/**
	 * Open a scope on the current thread. It must be closed there, once.
	 * @param sink what takes the result
	 * @return the scope
	 */
	public static ProfileScope open(ScopeSink sink) {
		ThreadLedger ledger = ThreadLedger.ofProfiles();
		long reading = ThreadMeter.currentThreadBytes();
		return new ProfileScope(TracedSink.of(sink, false), ledger, beginNested(ledger.scope()), false).begin(ledger,
				reading);
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
	 * @param sink what takes the result
	 * @param reading of {@link ThreadMeter#currentThreadBytes()}
	 * @return the scope
	 */
	public static ProfileScope openShared(ScopeSink sink, long reading) {
		ThreadLedger ledger = ThreadLedger.ofProfiles();
		share(ledger);
		return new ProfileScope(TracedSink.of(sink, false), ledger, beginNested(ledger.scope()), true).begin(ledger,
				reading);
	}

	private ProfileScope begin(ThreadLedger ledger, long reading) {
		ProfileScope outer = ledger.current;
		try {
			ledger.switchTo(this, reading);
			ledger.skip(reading);
			return this;
		}
		catch (Throwable ex) {
			// Nobody could close it. No call here: the stack may be at its end.
			ledger.current = outer;
			throw ex;
		}
	}

	/**
	 * Make the scope of an observation, in which no thread works yet.
	 */
	static ProfileScope ofObservation(ScopeSink sink, ThreadLedger ledger, @Nullable ProfileScope parent,
			long reading) {
		ProfileScope scope = new ProfileScope(TracedSink.of(sink, true), null,
				beginNested((parent != null) ? parent : ledger.scope()), true);
		scope.observed = true;
		ProfileScope current = ledger.scope();
		if (current != null) {
			current.bank(ledger, reading);
		}
		ledger.skip(reading);
		return scope;
	}

	/**
	 * Return the current thread's scope so that it can be attached to other threads.
	 * @return the scope, or {@code null} if there is none
	 */
	public static @Nullable ProfileScope capture() {
		ThreadLedger ledger = ThreadLedger.existing();
		return (ledger != null) ? share(ledger) : null;
	}

	/**
	 * Make a captured scope the current thread's scope. What the thread allocated before
	 * is banked in the scope that it had.
	 * @param scope the scope, or {@code null} for none
	 * @return the scope that the thread had, to be attached again afterwards
	 * @throws IllegalStateException if the scope is another thread's and was not captured
	 */
	public static @Nullable ProfileScope attach(@Nullable ProfileScope scope) {
		ThreadLedger ledger = (scope != null) ? ThreadLedger.ofProfiles() : ThreadLedger.existing();
		return (ledger != null) ? attach(ledger, scope) : null;
	}

	static @Nullable ProfileScope attach(ThreadLedger ledger, @Nullable ProfileScope scope) {
		ProfileScope previous = ledger.scope();
		if (previous != scope) {
			if (scope != null) {
				scope.checkUsableWith(ledger);
			}
			long reading = ThreadMeter.currentThreadBytes();
			ledger.switchTo(scope, reading);
			if (ledger.isTraced()) {
				ledger.skip(reading);
			}
		}
		return previous;
	}

	/**
	 * Close this scope and hand the result to its sink.
	 * @param error what the work threw, or {@code null}
	 * @throws IllegalStateException if the scope is another thread's and was neither
	 * opened as shared nor captured
	 */
	public void close(@Nullable Throwable error) {
		try {
			closeHere(error);
		}
		catch (VirtualMachineError ex) {
			// Nobody closes it again. No call here: the stack may be at its end.
			ThreadLedger ledger = this.owner;
			if (!this.shared && ledger != null && ledger.current == this) {
				ledger.current = this.parent;
			}
			throw ex;
		}
	}

	private void closeHere(@Nullable Throwable error) {
		long reading = ThreadMeter.currentThreadBytes();
		ThreadLedger ledger = this.observed ? ThreadLedger.ofObservations() : ThreadLedger.ofProfiles();
		checkUsableWith(ledger);
		ProfileScope current = ledger.scope();
		if (current == this && !this.shared) {
			closeLocal(ledger, reading, error);
		}
		else {
			close(ledger, current, reading, error);
		}
	}

	/**
	 * Close the current thread's scope, which only this thread knows: the usual case,
	 * kept short so that the JIT inlines it.
	 */
	private void closeLocal(ThreadLedger ledger, long reading, @Nullable Throwable error) {
		addOwn(ledger, reading);
		end(0);
		ledger.setScope(nearestOpen(this.parent));
		boolean outer = ledger.setRecording(true);
		try {
			finish(this, null, error);
		}
		finally {
			ledger.setRecording(outer);
			ledger.skip(reading);
		}
	}

	private void close(ThreadLedger ledger, @Nullable ProfileScope current, long reading, @Nullable Throwable error) {
		if (current != null) {
			current.bank(ledger, reading);
		}
		ProfileScope inner = inner(current);
		boolean ends = end(ledger, (inner != null) ? 1 : 0);
		if (current == this || inner != null) {
			// Where the stack has ended, nested scopes may never be closed.
			ledger.switchTo(nearestOpen((error instanceof VirtualMachineError) ? this : current), reading);
		}
		if (ends) {
			boolean outer = ledger.setRecording(true);
			try {
				finish(current, inner, error);
			}
			finally {
				ledger.setRecording(outer);
				ledger.skip(reading);
			}
		}
	}

	/**
	 * Stop counting on the current thread without closing the scope, which was opened as
	 * shared: the work goes on elsewhere.
	 */
	public void suspend() {
		suspend(ThreadMeter.currentThreadBytes());
	}

	/**
	 * Stop counting at a reading of the meter on the current thread without closing the
	 * scope.
	 * @param reading of {@link ThreadMeter#currentThreadBytes()}
	 */
	public void suspend(long reading) {
		ThreadLedger ledger = ThreadLedger.ofProfiles();
		if (nearestOpen(ledger.scope()) == this) {
			ledger.switchTo(nearestOpen(parent()), reading);
		}
	}

	/**
	 * Leave out what the current thread allocated since a reading, which was that of the
	 * last change of scope: it was our own doing.
	 * @param reading of {@link ThreadMeter#currentThreadBytes()}
	 */
	public static void skip(long reading) {
		ThreadLedger.ofProfiles().skip(reading);
	}

	/**
	 * Note that some of the work ran on a thread that could not be followed.
	 */
	public synchronized void missedSome() {
		missSome();
	}

	/**
	 * Return whether the current thread works for this scope, directly or in a nested
	 * one.
	 * @return whether the current thread is followed
	 */
	public boolean isFollowedHere() {
		ThreadLedger ledger = ThreadLedger.existing();
		return ledger != null && isFollowedBy(ledger);
	}

	boolean isFollowedBy(ThreadLedger ledger) {
		ProfileScope current = ledger.scope();
		return current == this || inner(current) != null;
	}

	/**
	 * Return whether the current thread is recording the result of a profiled call. What
	 * is called meanwhile is not to be profiled: recording that would call it again.
	 * @return whether a result is being recorded
	 */
	public static boolean isRecording() {
		ThreadLedger ledger = ThreadLedger.existing();
		return ledger != null && ledger.isRecording();
	}

	private void checkUsableWith(ThreadLedger ledger) {
		if (!this.shared && this.owner != ledger) {
			throw ScopeMisuse.otherThread();
		}
	}

	/**
	 * Let other threads use a ledger's scope. The outer ones are shared, too, since this
	 * one may end on another thread than theirs.
	 */
	private static @Nullable ProfileScope share(ThreadLedger ledger) {
		ProfileScope current = ledger.scope();
		if (current != null && !current.shared) {
			for (ProfileScope scope = current; scope != null && !scope.shared; scope = scope.parent) {
				scope.shared = true;
			}
			current.enter(ledger);
		}
		return current;
	}

	/**
	 * Return the sink if it traces the threads that work for this scope.
	 */
	@Nullable TracedSink trace() {
		return (this.sink instanceof TracedSink trace) ? trace : null;
	}

	/**
	 * Called when a thread begins to work in this scope.
	 */
	void enter(ThreadLedger ledger) {
		if (this.shared) {
			synchronized (this) {
				ledger.link(this.workers);
				this.workers = ledger;
			}
		}
	}

	/**
	 * Called when a thread ceases to work in this scope.
	 */
	void leave(ThreadLedger ledger, long reading) {
		if (!this.shared) {
			addOwn(ledger, reading);
			return;
		}
		long late;
		synchronized (this) {
			late = addOwnOrLate(ledger, reading);
			this.workers = ledger.unlink(this.workers);
		}
		handOnLate(late);
	}

	/**
	 * Leave out what a thread allocated up to a reading.
	 * @return bytes left out
	 */
	long skipTo(ThreadLedger ledger, long reading) {
		if (!this.shared) {
			return ledger.advance(reading);
		}
		synchronized (this) {
			return ledger.advance(reading);
		}
	}

	/**
	 * Leave out some bytes that a thread has allocated since it was last banked.
	 * @return bytes left out
	 */
	synchronized long skip(ThreadLedger ledger, long bytes) {
		return ledger.advanceBy(bytes);
	}

	private void bank(ThreadLedger ledger, long reading) {
		if (!this.shared) {
			addOwn(ledger, reading);
			return;
		}
		long late;
		synchronized (this) {
			late = addOwnOrLate(ledger, reading);
		}
		handOnLate(late);
	}

	/**
	 * Add what a thread allocated up to a reading, if this scope still takes it.
	 * @return bytes that came late
	 */
	private long addOwnOrLate(ThreadLedger ledger, long reading) {
		if (isClosed()) {
			return ledger.advance(reading);
		}
		addOwn(ledger, reading);
		return 0;
	}

	private void handOnLate(long bytes) {
		if (bytes > 0) {
			SinkCalls.late(this.sink, bytes, 0);
			handOn(bytes, true, false, 0);
		}
	}

	private void addOwn(ThreadLedger ledger, long reading) {
		boolean known = ledger.isMarkKnown() && reading >= 0;
		addOwn(ledger.advance(reading), known);
	}

	/**
	 * Close this scope to further bytes.
	 * @param ledger the current thread's ledger, which is banked already
	 * @param openHere how many nested scopes are known to be open, namely on this thread
	 * @return {@code false} if it was closed already
	 */
	private boolean end(ThreadLedger ledger, int openHere) {
		if (!this.shared) {
			return end(openHere);
		}
		synchronized (this) {
			if (!isClosed()) {
				bankOthers(ledger);
			}
			return end(openHere);
		}
	}

	private void bankOthers(ThreadLedger ledger) {
		for (ThreadLedger worker = this.workers; worker != null; worker = worker.nextWorker()) {
			if (worker != ledger) {
				addOwn(worker, worker.readFromOutside());
			}
		}
	}

	private void finish(@Nullable ProfileScope current, @Nullable ProfileScope inner, @Nullable Throwable error) {
		ProfileScope outer = handOn(totalBytes(), isMetered(), isUnmetered(), openNested() - 1);
		setParent(outer);
		if (inner != null) {
			addOpen(current);
			inner.setParent(outer);
		}
		if (isMetered()) {
			SinkCalls.measured(this.sink, totalBytes(), nestedBytes(), !isUnmetered(), error);
		}
		else {
			SinkCalls.unmeasured(this.sink, error);
		}
	}

	/**
	 * Add what scopes have so far that were opened on this thread in this one, and that
	 * should have been closed before. The outer scope gets their bytes from them.
	 */
	private void addOpen(@Nullable ProfileScope current) {
		int openHere = 0;
		for (ProfileScope scope = current; scope != null && scope != this; scope = scope.parent()) {
			synchronized (scope) {
				if (addOpen(scope, openHere)) {
					openHere = 1;
				}
			}
		}
	}

	/**
	 * Hand bytes on to the nearest outer scope that is open. For those on the way that
	 * have ended they are late.
	 * @param opened by how much the number of nested scopes changes that will hand on
	 * bytes
	 * @return the scope that took them
	 */
	private @Nullable ProfileScope handOn(long bytes, boolean metered, boolean unmetered, int opened) {
		ProfileScope scope = parent();
		while (scope != null && !scope.take(bytes, metered, unmetered, opened)) {
			if (bytes > 0) {
				SinkCalls.late(scope.sink, bytes, bytes);
			}
			scope = scope.parent();
		}
		return scope;
	}

	private boolean take(long bytes, boolean metered, boolean unmetered, int opened) {
		if (!this.shared) {
			return addNested(bytes, metered, unmetered, opened);
		}
		synchronized (this) {
			return addNested(bytes, metered, unmetered, opened);
		}
	}

	/**
	 * Find the open scope that a new one is nested in, and announce that one there.
	 */
	private static @Nullable ProfileScope beginNested(@Nullable ProfileScope outer) {
		ProfileScope scope = outer;
		while (scope != null && !scope.take(0, false, false, 1)) {
			scope = scope.parent();
		}
		return scope;
	}

	private static @Nullable ProfileScope nearestOpen(@Nullable ProfileScope start) {
		ProfileScope scope = start;
		while (scope != null && !scope.take(0, false, false, 0)) {
			scope = scope.parent();
		}
		return scope;
	}

	/**
	 * Return the scope directly in this one that leads to another one nested in it.
	 */
	private @Nullable ProfileScope inner(@Nullable ProfileScope nested) {
		ProfileScope inner = null;
		for (ProfileScope scope = nested; scope != this; scope = scope.parent()) {
			if (scope == null) {
				return null;
			}
			inner = scope;
		}
		return inner;
	}

	private @Nullable ProfileScope parent() {
		if (!this.shared) {
			return this.parent;
		}
		synchronized (this) {
			return this.parent;
		}
	}

	private void setParent(@Nullable ProfileScope parent) {
		if (!this.shared) {
			this.parent = parent;
			return;
		}
		synchronized (this) {
			this.parent = parent;
		}
	}

}
