package io.logicgraph.memory.internal;

/**
 * The bytes of a scope, and how far they are known. Not thread-safe.
 */
abstract class ScopeCounts {

	private boolean closed;

	/**
	 * Bytes allocated while this scope was current on some thread.
	 */
	private long ownBytes;

	/**
	 * Bytes of nested scopes that have ended.
	 */
	private long nestedBytes;

	/**
	 * Number of nested scopes that will still hand on their bytes.
	 */
	private int openNested;

	/**
	 * Whether some of the work ran where it could be measured.
	 */
	private boolean metered;

	/**
	 * Whether some of the work ran where it could not be measured.
	 */
	private boolean unmetered;

	final void addOwn(long bytes, boolean known) {
		this.ownBytes += bytes;
		if (known) {
			this.metered = true;
		}
		else {
			this.unmetered = true;
		}
	}

	/**
	 * Add what a nested scope hands on.
	 * @param opened by how much the number of nested scopes changes that will hand on
	 * bytes
	 * @return {@code false} if this scope has ended
	 */
	final boolean addNested(long bytes, boolean metered, boolean unmetered, int opened) {
		if (this.closed) {
			return false;
		}
		this.nestedBytes += bytes;
		this.metered |= metered;
		this.unmetered |= unmetered;
		this.openNested += opened;
		return true;
	}

	/**
	 * Add what a nested scope has so far that should have ended before.
	 * @param openHere how many scopes within the nested one are known to be open
	 * @return {@code false} if it has ended
	 */
	final boolean addOpen(ScopeCounts nested, int openHere) {
		if (nested.closed) {
			return false;
		}
		this.nestedBytes += nested.totalBytes();
		this.metered |= nested.metered;
		this.unmetered |= nested.unmetered || nested.openNested > openHere;
		return true;
	}

	/**
	 * Note that some of the work was not measured.
	 */
	final void missSome() {
		if (!this.closed) {
			this.unmetered = true;
		}
	}

	/**
	 * Take no further bytes.
	 * @param openHere how many nested scopes are known to be open
	 * @return {@code false} if it had ended before
	 */
	final boolean end(int openHere) {
		if (this.closed) {
			return false;
		}
		this.unmetered |= this.openNested > openHere;
		this.closed = true;
		return true;
	}

	final boolean isClosed() {
		return this.closed;
	}

	final boolean isMetered() {
		return this.metered;
	}

	final boolean isUnmetered() {
		return this.unmetered;
	}

	final int openNested() {
		return this.openNested;
	}

	final long nestedBytes() {
		return this.nestedBytes;
	}

	final long totalBytes() {
		return this.ownBytes + this.nestedBytes;
	}

}
