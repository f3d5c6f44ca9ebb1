package io.logicgraph.memory.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The books of {@link MemoryMetrics}: exact totals, and an exact peak of a sum to which
 * many threads add, without one word that all of them write.
 * <p>
 * Each thread writes to one of several accounts. The peak is kept by <em>escrow</em>
 * (O'Neil, "The Escrow Transactional Method", ACM TODS 11(4), 1986): the difference
 * between the peak and the current sum, the headroom, is shared out among the accounts. A
 * deallocation adds its bytes to the headroom of its account, an allocation takes them
 * out; while the account can pay, the sum is certainly not above the peak and nobody else
 * need be asked. An account that can't pay collects the headroom of all; what is missing
 * then raises the peak. So at any moment
 * <pre>peak = sum of current + sum of headroom</pre>
 * <p>
 * Memory ordering: an account's fields are plain and belong to whoever holds its
 * {@code busy} word. Taking it is a compareAndSet, which includes an acquire; giving it
 * back is a release store, so the next holder sees all of the last one's writes. Holders
 * run a few instructions and never block, except the one that collects, which holds all
 * accounts, taken in index order by one thread at a time.
 */
final class MemoryLedger {

	private static final int MAX_ACCOUNTS = 16;

	private static final int SPINS_BEFORE_YIELD = 64;

	private final Account[] accounts;

	private final ReentrantLock collecting = new ReentrantLock();

	/**
	 * Written with all accounts held.
	 */
	private long peak;

	MemoryLedger() {
		int count = Math.min(MAX_ACCOUNTS,
				Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1) << 1);
		this.accounts = new Account[count];
		for (int i = 0; i < count; i++) {
			this.accounts[i] = new Account();
		}
	}

	void allocate(long bytes) {
		Account account = take();
		if (account.headroom >= bytes) {
			account.headroom -= bytes;
			account.allocate(bytes);
			account.giveBack();
			return;
		}
		account.giveBack();
		allocateFromAll(account, bytes);
	}

	void deallocate(long bytes) {
		Account account = take();
		account.deallocations++;
		account.deallocatedBytes += bytes;
		account.headroom += bytes;
		account.giveBack();
	}

	void countContext() {
		Account account = take();
		account.contexts++;
		account.giveBack();
	}

	void countGraph() {
		Account account = take();
		account.graphs++;
		account.giveBack();
	}

	MemoryTotals totals() {
		takeAll();
		try {
			long allocations = 0;
			long deallocations = 0;
			long allocatedBytes = 0;
			long deallocatedBytes = 0;
			long contexts = 0;
			long graphs = 0;
			for (Account account : this.accounts) {
				allocations += account.allocations;
				deallocations += account.deallocations;
				allocatedBytes += account.allocatedBytes;
				deallocatedBytes += account.deallocatedBytes;
				contexts += account.contexts;
				graphs += account.graphs;
			}
			return new MemoryTotals(allocations, deallocations, allocatedBytes, allocatedBytes - deallocatedBytes,
					this.peak, contexts, graphs);
		}
		finally {
			giveAllBack();
		}
	}

	void reset() {
		takeAll();
		try {
			for (Account account : this.accounts) {
				account.clear();
			}
			this.peak = 0;
		}
		finally {
			giveAllBack();
		}
	}

	private void allocateFromAll(Account own, long bytes) {
		takeAll();
		try {
			long headroom = 0;
			for (Account account : this.accounts) {
				headroom += account.headroom;
				account.headroom = 0;
			}
			if (headroom >= bytes) {
				own.headroom = headroom - bytes;
			}
			else {
				this.peak += bytes - headroom;
			}
			own.allocate(bytes);
		}
		finally {
			giveAllBack();
		}
	}

	/**
	 * Take some account, preferably the one that this thread took the last time.
	 */
	private Account take() {
		int mask = this.accounts.length - 1;
		int index = (int) (Thread.currentThread().getId() * 0x9E3779B97F4A7C15L >>> 40);
		for (int spins = 0;; spins++) {
			Account account = this.accounts[index++ & mask];
			if (account.tryTake()) {
				return account;
			}
			pause(spins);
		}
	}

	private void takeAll() {
		this.collecting.lock();
		for (Account account : this.accounts) {
			for (int spins = 0; !account.tryTake(); spins++) {
				pause(spins);
			}
		}
	}

	private void giveAllBack() {
		for (Account account : this.accounts) {
			account.giveBack();
		}
		this.collecting.unlock();
	}

	private static void pause(int spins) {
		if (spins < SPINS_BEFORE_YIELD) {
			Thread.onSpinWait();
		}
		else {
			Thread.yield();
		}
	}

	/**
	 * The part of an account before its fields, to keep two accounts from sharing a cache
	 * line.
	 */
	private abstract static class Padding {

		@SuppressWarnings("unused")
		private long p1, p2, p3, p4, p5, p6, p7;

	}

	private static final class Account extends Padding {

		private static final VarHandle BUSY;

		static {
			try {
				BUSY = MethodHandles.lookup().findVarHandle(Account.class, "busy", int.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		@SuppressWarnings("unused") // by BUSY
		private int busy;

		private long headroom;

		private long allocations;

		private long deallocations;

		private long allocatedBytes;

		private long deallocatedBytes;

		private long contexts;

		private long graphs;

		boolean tryTake() {
			return (int) BUSY.getOpaque(this) == 0 && BUSY.compareAndSet(this, 0, 1);
		}

		void giveBack() {
			BUSY.setRelease(this, 0);
		}

		void allocate(long bytes) {
			this.allocations++;
			this.allocatedBytes += bytes;
		}

		void clear() {
			this.headroom = 0;
			this.allocations = 0;
			this.deallocations = 0;
			this.allocatedBytes = 0;
			this.deallocatedBytes = 0;
			this.contexts = 0;
			this.graphs = 0;
		}

	}

}
