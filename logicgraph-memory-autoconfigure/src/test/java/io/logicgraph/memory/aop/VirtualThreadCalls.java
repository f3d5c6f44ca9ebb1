package io.logicgraph.memory.aop;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.VirtualThreadMeter;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiled calls on virtual threads, each thread for some calls as servers do for a
 * request. The calls nest, allocate a known number of bytes, block in all ways, throw,
 * and hand work over to platform threads and to other virtual threads. Counts what
 * happened.
 */
final class VirtualThreadCalls {

	private static final int LANES = 16;

	private static final int CALLS_OF_A_THREAD = 50;

	private static final int MONITORS = 4;

	private final BooleanSupplier more;

	private final Outer outer;

	private final Books books;

	private final AtomicLong seeds = new AtomicLong();

	private final LongAdder threads = new LongAdder();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	VirtualThreadCalls(Outer outer, Books books, BooleanSupplier more) {
		this.outer = outer;
		this.books = books;
		this.more = more;
	}

	void start(List<Thread> lanes) {
		for (int i = 0; i < LANES; i++) {
			Thread lane = new Thread(this::lane, "lane");
			lanes.add(lane);
			lane.start();
		}
	}

	private void lane() {
		try {
			while (!hasFailed() && this.more.getAsBoolean()) {
				long seed = this.seeds.incrementAndGet();
				Thread thread = threads(seed % 2 == 0).newThread(() -> call(new SplittableRandom(seed)));
				thread.start();
				thread.join();
				this.threads.increment();
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	private void call(SplittableRandom random) {
		try {
			for (int i = 0; i < CALLS_OF_A_THREAD; i++) {
				try {
					this.outer.outer(random);
				}
				catch (ExpectedException ex) {
					this.books.thrown.increment();
				}
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	boolean hasFailed() {
		return this.failure.get() != null;
	}

	long threads() {
		return this.threads.sum();
	}

	void await(List<Thread> lanes) throws InterruptedException {
		for (Thread lane : lanes) {
			lane.join();
		}
		Throwable failure = this.failure.get();
		if (failure != null) {
			throw new AssertionError("A thread failed", failure);
		}
	}

	private static ThreadFactory threads(boolean metered) {
		ThreadFactory plain = VirtualThreadMeter.plainThreads();
		assertThat(plain).isNotNull();
		return metered ? new MeteredThreadFactory(plain) : plain;
	}

	/**
	 * What the calls did. Thread-safe.
	 */
	static final class Books {

		/**
		 * What a call through a proxy, a scope and a counter of this test may allocate on
		 * the average, in bytes.
		 */
		private static final int MAX_BYTES_OF_A_CALL = 200;

		/**
		 * What starting a thread or a task for another one may take.
		 */
		private static final int MAX_BYTES_OF_A_HAND_OVER = 2000;

		private static final int MAX_BYTES_OF_A_YIELD = 32;

		private static final int MAX_BYTES_OF_A_TIMED_WAIT = 150;

		final LongAdder outerCalls = new LongAdder();

		final LongAdder innerCalls = new LongAdder();

		final LongAdder thrown = new LongAdder();

		final LongAdder outerBytes = new LongAdder();

		final LongAdder innerBytes = new LongAdder();

		final LongAdder yields = new LongAdder();

		final LongAdder timedWaits = new LongAdder();

		final LongAdder monitors = new LongAdder();

		final LongAdder handOvers = new LongAdder();

		/**
		 * Assert that the profiles have each call, and each byte in one place.
		 */
		void assertBalanced(ProfileSnapshot outer, ProfileSnapshot inner) {
			assertComplete(outer, this.outerCalls.sum());
			assertComplete(inner, this.innerCalls.sum());
			assertThat(outer.exceptions()).isEqualTo(Map.of(ExpectedException.class.getName(), this.thrown.sum()));
			assertThat(inner.exceptions()).isEmpty();
			assertThat(bytes(outer.totalBytes())).isEqualTo(bytes(outer.selfBytes()) + bytes(inner.totalBytes()));
			assertThat(surplus(outer)).as("bytes of outer calls that nobody knows of").isBetween(0L, maxSurplus());
			assertThat(surplus(inner)).as("bytes of inner calls that nobody knows of").isBetween(0L, maxSurplus());
		}

		private static void assertComplete(ProfileSnapshot profile, long calls) {
			assertThat(profile.count()).isEqualTo(calls);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			assertThat(profile.unmeasured()).isZero();
			assertThat(profile.lateBytes()).isZero();
		}

		/**
		 * Return what a method was charged beyond what it allocated itself.
		 */
		long surplus(ProfileSnapshot profile) {
			return bytes(profile.selfBytes())
					- (profile.name().equals("outer") ? this.outerBytes.sum() : this.innerBytes.sum());
		}

		private long maxSurplus() {
			return (this.outerCalls.sum() + this.innerCalls.sum()) * MAX_BYTES_OF_A_CALL
					+ this.handOvers.sum() * MAX_BYTES_OF_A_HAND_OVER
					+ (this.yields.sum() + this.monitors.sum()) * MAX_BYTES_OF_A_YIELD
					+ this.timedWaits.sum() * MAX_BYTES_OF_A_TIMED_WAIT;
		}

		static long bytes(@Nullable Long bytes) {
			assertThat(bytes).isNotNull();
			return bytes;
		}

	}

	/**
	 * The method that virtual threads call.
	 */
	static class Outer implements AutoCloseable {

		private final Object[] monitors = new Object[MONITORS];

		private final ExecutorService platformThreads = Executors.newFixedThreadPool(2);

		private final Inner inner;

		private final Books books;

		Outer(Inner inner, Books books) {
			this.inner = inner;
			this.books = books;
			for (int i = 0; i < MONITORS; i++) {
				this.monitors[i] = new Object();
			}
		}

		@Profiled("outer")
		public void outer(SplittableRandom random) throws Exception {
			this.books.outerCalls.increment();
			allocate(random);
			int steps = random.nextInt(4);
			for (int i = 0; i < steps; i++) {
				step(random);
				this.inner.inner(random);
			}
			allocate(random);
			if (random.nextInt(64) == 0) {
				throw ExpectedException.INSTANCE;
			}
		}

		private void step(SplittableRandom random) throws Exception {
			int dice = random.nextInt(64);
			if (dice < 16) {
				Thread.yield();
				this.books.yields.increment();
			}
			else if (dice < 20) {
				TimeUnit.MICROSECONDS.sleep(random.nextInt(50));
				this.books.timedWaits.increment();
			}
			else if (dice < 22) {
				LockSupport.parkNanos(1000);
				this.books.timedWaits.increment();
			}
			else if (dice < 40) {
				synchronized (this.monitors[random.nextInt(MONITORS)]) {
					allocate(random);
					if (dice == 39) {
						Thread.yield();
						this.books.yields.increment();
					}
				}
				this.books.monitors.increment();
			}
			else if (dice < 44) {
				handOver(random, dice < 42);
			}
		}

		private void handOver(SplittableRandom random, boolean toPlatformThread) throws Exception {
			SplittableRandom there = random.split();
			ProfileScope scope = ProfileScope.capture();
			this.books.handOvers.increment();
			Runnable work = () -> {
				ProfileScope previous = ProfileScope.attach(scope);
				try {
					allocate(there);
				}
				finally {
					ProfileScope.attach(previous);
				}
			};
			if (toPlatformThread) {
				Future<?> future = this.platformThreads.submit(work);
				future.get();
			}
			else {
				Thread thread = threads(random.nextBoolean()).newThread(work);
				thread.start();
				thread.join();
			}
		}

		private void allocate(SplittableRandom random) {
			this.books.outerBytes.add(allocated(random));
		}

		@Override
		public void close() {
			this.platformThreads.shutdown();
		}

	}

	/**
	 * A method that is called within the other one.
	 */
	static class Inner {

		private final Books books;

		Inner(Books books) {
			this.books = books;
		}

		@Profiled("inner")
		public void inner(SplittableRandom random) {
			this.books.innerCalls.increment();
			this.books.innerBytes.add(allocated(random));
			if (random.nextInt(8) == 0) {
				Thread.yield();
				this.books.yields.increment();
			}
			this.books.innerBytes.add(allocated(random));
		}

	}

	private static int allocated(SplittableRandom random) {
		int bytes = 8 * (2 + random.nextInt(500));
		Allocations.allocate(bytes);
		return bytes;
	}

	/**
	 * Thrown on purpose; needs no bytes.
	 */
	@SuppressWarnings("serial")
	static final class ExpectedException extends RuntimeException {

		private static final ExpectedException INSTANCE = new ExpectedException();

		ExpectedException() {
			super("expected", null, false, false);
		}

	}

}
