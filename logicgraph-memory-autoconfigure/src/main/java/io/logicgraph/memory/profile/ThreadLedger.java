package io.logicgraph.memory.profile;

import org.jspecify.annotations.Nullable;

/**
 * Says for one thread which scope its allocations belong to. At each change of scope the
 * bytes since the last change are banked into the scope that was current; so nothing is
 * counted twice and nothing gets lost, however scopes are nested or re-entered.
 * <p>
 * Used by its own thread only, except for {@link #mark}, which the thread that closes a
 * shared scope may move under that scope's lock.
 */
final class ThreadLedger {

	private static final ThreadLocal<ThreadLedger> LEDGERS = ThreadLocal.withInitial(ThreadLedger::new);

	private static final int MAX_SPARES = 16;

	private final long threadId = Thread.currentThread().getId();

	private @Nullable ProfileScope current;

	/**
	 * Reading of the meter up to which everything is banked.
	 */
	private long mark = ThreadMeter.UNKNOWN;

	private final @Nullable ProfileScope[] spares = new ProfileScope[MAX_SPARES];

	private int spareCount;

	static ThreadLedger current() {
		return LEDGERS.get();
	}

	long threadId() {
		return this.threadId;
	}

	@Nullable ProfileScope scope() {
		return this.current;
	}

	long mark() {
		return this.mark;
	}

	void mark(long reading) {
		this.mark = reading;
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
		this.current = next;
		this.mark = reading;
		if (next != null) {
			next.enter(this);
		}
	}

	/**
	 * Exclude what was allocated since the last change of scope: it was our own doing.
	 */
	void skip() {
		if (this.current != null) {
			this.current.leave(this, this.mark);
			this.mark = ThreadMeter.currentThreadBytes();
			this.current.enter(this);
		}
	}

	@Nullable ProfileScope takeSpare() {
		if (this.spareCount == 0) {
			return null;
		}
		ProfileScope spare = this.spares[--this.spareCount];
		this.spares[this.spareCount] = null;
		return spare;
	}

	void keepSpare(ProfileScope scope) {
		if (this.spareCount < MAX_SPARES) {
			this.spares[this.spareCount++] = scope;
		}
	}

}
