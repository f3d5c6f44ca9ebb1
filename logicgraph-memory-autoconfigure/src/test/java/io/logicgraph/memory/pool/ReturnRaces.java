package io.logicgraph.memory.pool;

import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The thread that took an entry and another one end the same lease at once, over and
 * over, each time under a bias that was not revoked before. One of them must succeed.
 */
final class ReturnRaces {

	/**
	 * Different ones, so that the two threads meet at every point of the protocol.
	 */
	private static final int DELAYS = 61;

	private final ContextPool pool = new ContextPool();

	private final int rounds;

	private volatile @Nullable Race race;

	private int endedByHolder;

	private int endedByOther;

	private ReturnRaces(int rounds) {
		this.rounds = rounds;
	}

	public static void main(String[] args) throws InterruptedException {
		System.out.println(run(Integer.getInteger("rounds")));
	}

	/**
	 * Run the given number of races.
	 * @return who won how many of them
	 */
	static String run(int rounds) throws InterruptedException {
		ReturnRaces races = new ReturnRaces(rounds);
		Thread other = new Thread(races::other, "other");
		other.setDaemon(true);
		other.start();
		races.holder();
		other.join();
		return "%d races: the holder won %d, another thread %d".formatted(rounds, races.endedByHolder,
				races.endedByOther);
	}

	private void holder() {
		for (int round = 0; round < this.rounds; round++) {
			Race race = new Race(this.pool);
			this.race = race;
			race.start(round * 17 % DELAYS);
			if (race.end(race.entry.tryEndByHolder(race.lease, race.bias)
					|| race.entry.tryEndHomed(race.lease, race.bias))) {
				this.endedByHolder++;
			}
			race.judge();
		}
	}

	private void other() {
		Race last = null;
		for (int round = 0; round < this.rounds; round++) {
			Race race = this.race;
			while (race == null || race == last) {
				Thread.yield();
				race = this.race;
			}
			last = race;
			race.start(round % DELAYS);
			if (race.end(race.entry.tryEndHomed(race.lease, race.bias))) {
				this.endedByOther++;
			}
		}
	}

	/**
	 * One race, for a lease that the thread which makes it holds.
	 */
	private static final class Race {

		private final ReturnBias bias = new ReturnBias();

		private final PoolEntry entry;

		private final long lease;

		private final AtomicInteger started = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		private final AtomicInteger arrived = new AtomicInteger();

		Race(ContextPool pool) {
			this.entry = new PoolEntry(pool, 1, new ReferenceQueue<>());
			this.entry.free();
			require(this.entry.tryLease(this.bias), "a free entry was not handed out");
			this.lease = this.entry.lease();
		}

		void start(int delay) {
			this.started.incrementAndGet();
			while (this.started.get() < 2) {
				Thread.onSpinWait();
			}
			for (int i = 0; i < delay; i++) {
				Thread.onSpinWait();
			}
		}

		boolean end(boolean ended) {
			if (ended) {
				this.ended.incrementAndGet();
				this.entry.free();
			}
			this.arrived.incrementAndGet();
			return ended;
		}

		void judge() {
			while (this.arrived.get() < 2) {
				Thread.yield();
			}
			require(this.ended.get() == 1, "the lease was ended " + this.ended.get() + " times");
			long state = this.entry.observe();
			require(PoolEntry.isFree(state) && PoolEntry.leaseOf(state) == this.lease + 1, "the state is " + state);
		}

		private static void require(boolean condition, String what) {
			if (!condition) {
				throw new IllegalStateException("Failed: " + what);
			}
		}

	}

}
