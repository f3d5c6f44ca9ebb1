package io.logicgraph.memory.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Many threads, platform and virtual ones, that share a pool. Each stamps its mark into
 * the context it holds and finds it there when it gives the context back; two holders of
 * one context would find each other's.
 * <p>
 * Contexts are nested, held across yields, handed over to other threads, and released
 * twice, while the pool is cleared and reconfigured.
 */
final class PoolStress {

	static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

	private static final int BATCH = 1000;

	private static final int PLATFORM_LANES = 4;

	private static final int VIRTUAL_LANES = 16;

	private static final int MAX_DEPTH = 3;

	private static final int MAX_HANDED_OVER = 8;

	private final ContextPool pool;

	private final BooleanSupplier more;

	private final PoolFaults faults;

	private final AtomicLong seeds = new AtomicLong();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Queue<HandedOver> handedOver = new ConcurrentLinkedQueue<>();

	private final LongAdder onPlatformThreads = new LongAdder();

	private final LongAdder onVirtualThreads = new LongAdder();

	private final LongAdder doubleReleases = new LongAdder();

	/**
	 * Create a stress.
	 * @param pool the pool
	 * @param more whether to go on, asked by all threads
	 * @param faults what goes wrong meanwhile
	 */
	PoolStress(ContextPool pool, BooleanSupplier more, PoolFaults faults) {
		this.pool = pool;
		this.more = more;
		this.faults = faults;
	}

	/**
	 * Return something that is true as often as it takes for so many operations.
	 */
	static BooleanSupplier operations(long count) {
		AtomicLong left = new AtomicLong(count);
		return () -> left.getAndAdd(-BATCH) > 0;
	}

	void start(List<Thread> threads) {
		for (int i = 0; i < PLATFORM_LANES; i++) {
			threads.add(started(false, () -> lane(this::workOnPlatformThread)));
		}
		for (int i = 0; VIRTUAL_THREADS && i < VIRTUAL_LANES; i++) {
			threads.add(started(true, () -> lane(this::workOnVirtualThread)));
		}
	}

	void run() throws Exception {
		List<Thread> threads = new ArrayList<>();
		start(threads);
		await(threads);
	}

	void await(List<Thread> threads) throws Exception {
		for (Thread thread : threads) {
			thread.join();
		}
		for (HandedOver last = this.handedOver.poll(); last != null; last = this.handedOver.poll()) {
			last.giveBack(this.pool);
		}
		Throwable failure = this.failure.get();
		if (failure != null) {
			throw new AssertionError("A thread failed", failure);
		}
	}

	long onPlatformThreads() {
		return this.onPlatformThreads.sum();
	}

	long onVirtualThreads() {
		return this.onVirtualThreads.sum();
	}

	long doubleReleases() {
		return this.doubleReleases.sum();
	}

	boolean hasFailed() {
		return this.failure.get() != null;
	}

	private void lane(Work work) {
		try {
			while (!hasFailed() && this.more.getAsBoolean()) {
				work.run();
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	private void workOnPlatformThread() throws Exception {
		new Worker().work();
		this.onPlatformThreads.add(BATCH);
	}

	/**
	 * A new thread for each batch, as servers do for each request.
	 */
	private void workOnVirtualThread() throws InterruptedException {
		started(true, () -> lane(new Worker()::work, 1)).join();
		this.onVirtualThreads.add(BATCH);
	}

	private void lane(Work work, int times) {
		try {
			for (int i = 0; i < times; i++) {
				work.run();
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	static Thread started(boolean virtual, Runnable work) {
		if (!virtual) {
			Thread thread = new Thread(work, "stress");
			thread.start();
			return thread;
		}
		try {
			// Compiled for JDK 17, which has no virtual threads.
			return (Thread) MethodHandles.publicLookup()
				.findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class))
				.invoke(work);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

	private final class Worker {

		private final SplittableRandom random = new SplittableRandom(PoolStress.this.seeds.incrementAndGet());

		private final ContextPool pool = PoolStress.this.pool;

		private void work() throws Exception {
			for (int i = 0; i < BATCH; i++) {
				step(0);
			}
			if (this.random.nextInt(8) == 0) {
				turnInsideOut();
			}
			PoolStress.this.faults.inject(this.pool, this.random);
		}

		private void step(int depth) throws Exception {
			int dice = this.random.nextInt(1024);
			if (dice < 8) {
				handOver();
			}
			else if (dice < 12) {
				releaseTwice();
			}
			else {
				hold(depth, dice);
			}
		}

		private void hold(int depth, int dice) throws Exception {
			Object mark = new Object();
			try (PooledContext context = this.pool.lease()) {
				stamp(context, mark);
				if (dice < 128 && depth < MAX_DEPTH) {
					step(depth + 1);
				}
				if (dice % 32 == 0) {
					Thread.yield();
				}
				requireStamp(context, mark);
			}
		}

		private void releaseTwice() {
			Object mark = new Object();
			Context context = this.pool.acquire();
			stamp(context, mark);
			requireStamp(context, mark);
			this.pool.release(context);
			try {
				this.pool.release(context);
			}
			catch (PoolMisuseException ex) {
				PoolStress.this.doubleReleases.increment();
				return;
			}
			throw new AssertionError("A second release was not refused");
		}

		private void handOver() {
			Queue<HandedOver> queue = PoolStress.this.handedOver;
			HandedOver other = queue.poll();
			if (other != null) {
				other.giveBack(this.pool);
			}
			if (queue.size() < MAX_HANDED_OVER) {
				HandedOver own = new HandedOver(this.pool.acquire(), new Object());
				stamp(own.context(), own.mark());
				queue.add(own);
			}
		}

		private void turnInsideOut() {
			switch (this.random.nextInt(4)) {
				case 0 -> this.pool.clear();
				case 1 -> this.pool.sweep();
				default -> this.pool
					.reconfigure(this.pool.config().toBuilder().maxPooled(1 << this.random.nextInt(8)).build());
			}
			PoolBooks.assertPossible(this.pool.stats());
		}

	}

	private record HandedOver(Context context, Object mark) {

		void giveBack(ContextPool pool) {
			requireStamp(this.context, this.mark);
			pool.release(this.context);
		}

	}

	private static void stamp(Context context, Object mark) {
		if (!context.isEmpty()) {
			throw new AssertionError("A new holder found " + context);
		}
		context.set("holder", mark);
	}

	private static void requireStamp(Context context, Object mark) {
		if (context.size() != 1 || context.get("holder") != mark) {
			throw new AssertionError("Somebody else changed " + context);
		}
	}

}
