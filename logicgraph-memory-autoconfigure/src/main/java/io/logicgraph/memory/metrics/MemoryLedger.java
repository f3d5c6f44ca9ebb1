package io.logicgraph.memory.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

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
 * <p>
 * Callers may be at the end of their stack. A {@link StackOverflowError} strikes where a
 * method is called, so while an account is held nothing is called but what gives it back,
 * and if that call fails, a volatile store does it, which needs no stack but costs a
 * fence. One thread at a time is a matter of a monitor, which the JVM always leaves; a
 * {@code Lock} could stay locked for ever. So a record is made as a whole or not at all.
 */
final class MemoryLedger {

	private static final int MAX_ACCOUNTS = 16;

	private static final int SPINS_BEFORE_YIELD = 64;

	private final Account[] accounts;

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
			account.allocations++;
			account.allocatedBytes += bytes;
			try {
				account.giveBack();
			}
			catch (VirtualMachineError ex) {
				account.busy = 0;
			}
			return;
		}
		account.busy = 0;
		holdingAll(() -> allocateFromAll(account, bytes));
	}

	void deallocate(long bytes) {
		Account account = take();
		account.deallocations++;
		account.deallocatedBytes += bytes;
		account.headroom += bytes;
		try {
			account.giveBack();
		}
		catch (VirtualMachineError ex) {
			account.busy = 0;
		}
	}

	void countContext() {
		Account account = take();
		account.contexts++;
		account.busy = 0;
	}

	void countGraph() {
		Account account = take();
		account.graphs++;
		account.busy = 0;
	}

	MemoryTotals totals() {
		return holdingAll(this::sum);
	}

	void reset() {
		holdingAll(this::clear);
	}

	private MemoryTotals sum() {
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

	private long clear() {
		for (Account account : this.accounts) {
			account.headroom = 0;
			account.allocations = 0;
			account.deallocations = 0;
			account.allocatedBytes = 0;
			account.deallocatedBytes = 0;
			account.contexts = 0;
			account.graphs = 0;
		}
		this.peak = 0;
		return 0;
	}

	private long allocateFromAll(Account own, long bytes) {
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
		own.allocations++;
		own.allocatedBytes += bytes;
		return this.peak;
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

	private <T> T holdingAll(Supplier<T> work) {
		synchronized (this.accounts) {
			int taken = 0;
			try {
				for (Account account : this.accounts) {
					for (int spins = 0; !account.tryTake(); spins++) {
						pause(spins);
					}
					taken++;
				}
				return work.get();
			}
			finally {
				for (int i = 0; i < taken; i++) {
					this.accounts[i].busy = 0;
				}
			}
		}
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

		private volatile int busy;

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

	}

}
