package io.logicgraph.memory.internal;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Says for one thread which scope its allocations belong to. At each change of scope the
 * bytes since the last change are banked into the scope that was current; so nothing is
 * counted twice and nothing gets lost, however scopes are nested or re-entered.
 * <p>
 * Each thread has two ledgers, since profiled methods and observations nest independently
 * of each other.
 * <p>
 * Used by its own thread only, with one exception: while its scope is a shared one, the
 * mark and the links are guarded by that scope's monitor, and the thread that closes the
 * scope moves the mark. Marks never go back, so a byte can't be banked twice even if that
 * thread's reading was ahead of the owner's.
 * <p>
 * A thread may outlive the application. A ledger that it kept would keep the class
 * loader, and by its scopes and their sinks the application context. So the thread keeps
 * an array of the JDK's own types, and the ledger is only weakly reachable from it:
 * whoever is going to close a scope keeps that scope, and the scope its ledger. While the
 * thread has entered observations, the array refers to the ledger. An idle ledger that
 * was collected is made anew.
 */
final class ThreadLedger {

	/**
	 * For each thread a weak reference to its ledger for profiles, and that ledger itself
	 * while observations are entered.
	 */
	private static final ThreadLocal<@Nullable Object[]> LEDGERS = new ThreadLocal<>();

	private static final int WEAK = 0;

	private static final int ENTERED = 1;

	private static final int INITIAL_DEPTH = 8;

	private final long threadId = Thread.currentThread().getId();

	/**
	 * The account of a virtual thread that is metered.
	 */
	private final @Nullable VirtualThreadAccount account = ThreadMeter.currentAccount();

	/**
	 * The thread's ledger of the other kind.
	 */
	private final ThreadLedger sibling;

	/**
	 * The scope that the thread works for. Set by {@link #setScope}, but where the stack
	 * may be at its end.
	 */
	@Nullable ProfileScope current;

	/**
	 * Reading of the meter up to which everything is banked.
	 */
	private long mark = ThreadMeter.currentThreadBytes();

	/**
	 * Bytes that belong to no scope: those allocated while there was none, and our own.
	 */
	private long unscopedBytes;

	/**
	 * Scopes of observations that the thread has entered.
	 */
	private @Nullable ProfileScope[] stack = new ProfileScope[INITIAL_DEPTH];

	private int depth;

	/**
	 * Whether a sink of a scope that ended is at work.
	 */
	private boolean recording;

	/**
	 * What the thread does for its scope, while that is traced.
	 */
	private @Nullable WorkEvent work;

	private @Nullable ThreadLedger previousWorker;

	private @Nullable ThreadLedger nextWorker;

	private ThreadLedger(@Nullable ThreadLedger sibling) {
		this.sibling = (sibling != null) ? sibling : new ThreadLedger(this);
	}

	/**
	 * Return the current thread's ledger for profiles.
	 */
	static ThreadLedger ofProfiles() {
		ThreadLedger ledger = existing();
		return (ledger != null) ? ledger : create();
	}

	/**
	 * Return the current thread's ledger for observations.
	 */
	static ThreadLedger ofObservations() {
		return ofProfiles().sibling;
	}

	/**
	 * Return the current thread's ledger for profiles if it ever needed one.
	 */
	static @Nullable ThreadLedger existing() {
		@Nullable Object[] kept = LEDGERS.get();
		return (kept != null && kept[WEAK] instanceof Reference<?> reference) ? (ThreadLedger) reference.get() : null;
	}

	/**
	 * Note that some of what the current thread allocated for the scopes it works for was
	 * not counted.
	 */
	static void missedSome() {
		ThreadLedger ledger = existing();
		if (ledger != null) {
			missedSome(ledger.current);
			missedSome(ledger.sibling.current);
		}
	}

	private static void missedSome(@Nullable ProfileScope scope) {
		if (scope != null) {
			scope.missedSome();
		}
	}

	boolean isRecording() {
		return this.recording;
	}

	/**
	 * Note whether a sink is at work.
	 * @return what was noted before
	 */
	boolean setRecording(boolean recording) {
		boolean before = this.recording;
		this.recording = recording;
		return before;
	}

	private static ThreadLedger create() {
		ThreadMeter.adoptCurrentThread();
		ThreadLedger ledger = new ThreadLedger(null);
		LEDGERS.set(new Object[] { new WeakReference<>(ledger), null });
		return ledger;
	}

	/**
	 * Read the counter of this ledger's thread from another thread.
	 */
	long readFromOutside() {
		return (this.account != null) ? this.account.bytesFromOutside() : ThreadMeter.threadBytes(this.threadId);
	}

	@Nullable ProfileScope scope() {
		return this.current;
	}

	long unscopedBytes() {
		return this.unscopedBytes;
	}

	/**
	 * Bank what was allocated up to a reading, and let what follows belong to another
	 * scope.
	 */
	void switchTo(@Nullable ProfileScope next, long reading) {
		ProfileScope previous = this.current;
		if (previous != null) {
			previous.leave(this, reading);
		}
		else {
			this.unscopedBytes += advance(reading);
		}
		setScope(next);
	}

	/**
	 * Let what follows belong to another scope; everything is banked already, and no
	 * other thread knows the scope that was current.
	 */
	void setScope(@Nullable ProfileScope next) {
		this.current = next;
		trace(next);
		if (next != null) {
			next.enter(this);
		}
	}

	/**
	 * Return whether what the thread does is traced, which needs objects of ours.
	 */
	boolean isTraced() {
		return this.work != null;
	}

	private void trace(@Nullable ProfileScope next) {
		TracedSink trace = (next != null) ? next.trace() : null;
		WorkEvent before = this.work;
		if (before != null) {
			before.commit();
		}
		if (before != null || trace != null) {
			this.work = (trace != null) ? trace.beginWork() : null;
		}
	}

	/**
	 * Exclude what was allocated since a reading, which was that of the last change of
	 * scope: it was our own doing.
	 */
	void skip(long since) {
		ProfileScope scope = this.current;
		ProfileScope other = this.sibling.current;
		if (scope == null && other == null) {
			return;
		}
		long reading = ThreadMeter.currentThreadBytes();
		if (scope != null) {
			this.unscopedBytes += scope.skipTo(this, reading);
		}
		if (other != null && reading > since && since >= 0) {
			this.sibling.unscopedBytes += other.skip(this.sibling, reading - since);
		}
	}

	/**
	 * Move the mark to a reading.
	 * @return bytes from the old mark to the new one; 0 if either is unknown
	 */
	long advance(long reading) {
		long mark = this.mark;
		if (mark < 0 || reading < 0) {
			this.mark = reading;
			return 0;
		}
		if (reading <= mark) {
			return 0;
		}
		this.mark = reading;
		return reading - mark;
	}

	/**
	 * Move the mark on by some bytes.
	 * @return how far it was moved
	 */
	long advanceBy(long bytes) {
		return (this.mark >= 0) ? advance(this.mark + bytes) : 0;
	}

	boolean isMarkKnown() {
		return this.mark >= 0;
	}

	@Nullable ThreadLedger nextWorker() {
		return this.nextWorker;
	}

	/**
	 * Put this ledger at the head of a list of workers.
	 */
	void link(@Nullable ThreadLedger head) {
		this.nextWorker = head;
		if (head != null) {
			head.previousWorker = this;
		}
	}

	/**
	 * Take this ledger out of a list of workers.
	 * @return the new head of the list
	 */
	@Nullable ThreadLedger unlink(@Nullable ThreadLedger head) {
		ThreadLedger previous = this.previousWorker;
		ThreadLedger next = this.nextWorker;
		this.previousWorker = null;
		this.nextWorker = null;
		if (next != null) {
			next.previousWorker = previous;
		}
		if (previous == null) {
			return next;
		}
		previous.nextWorker = next;
		return head;
	}

	void push(@Nullable ProfileScope scope) {
		if (this.depth == 0) {
			keepReachable(this.sibling);
		}
		if (this.depth == this.stack.length) {
			this.stack = Arrays.copyOf(this.stack, 2 * this.depth);
		}
		this.stack[this.depth++] = scope;
	}

	/**
	 * Remove a scope from where it was pushed last.
	 * @return {@code false} if it was not
	 */
	boolean remove(@Nullable ProfileScope scope) {
		for (int i = this.depth - 1; i >= 0; i--) {
			if (this.stack[i] == scope) {
				removeAt(i);
				return true;
			}
		}
		return false;
	}

	@Nullable ProfileScope top() {
		return (this.depth > 0) ? this.stack[this.depth - 1] : null;
	}

	private void removeAt(int index) {
		this.depth--;
		System.arraycopy(this.stack, index + 1, this.stack, index, this.depth - index);
		this.stack[this.depth] = null;
		if (this.depth == 0) {
			keepReachable(null);
		}
	}

	private static void keepReachable(@Nullable ThreadLedger ledger) {
		@Nullable Object[] kept = LEDGERS.get();
		if (kept != null) {
			kept[ENTERED] = ledger;
		}
	}

}
