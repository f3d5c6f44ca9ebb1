package io.logicgraph.memory.pool;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What can go wrong while a context is out, and every misuse; with counts of what was
 * injected. Thread-safe.
 */
class PoolFaults {

	static final PoolFaults NONE = new PoolFaults() {

		@Override
		void inject(ContextPool pool, SplittableRandom random) {
		}

	};

	private static final int LARGE = 3000;

	private static final Executor REJECTING = (task) -> {
		throw new RejectedExecutionException("injected");
	};

	private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

	private final ContextPool foreign = new ContextPool("foreign", PoolConfig.defaults(), new MemoryMetrics());

	/**
	 * Let one thing go wrong.
	 */
	void inject(ContextPool pool, SplittableRandom random) throws Exception {
		Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
		// Each makes a thread and a line in the log.
		if (kind != Kind.CLOSED_POOL || random.nextInt(50) == 0) {
			inject(kind, pool);
		}
	}

	void inject(Kind kind, ContextPool pool) throws Exception {
		switch (kind) {
			case EXCEPTION -> expect(IllegalStateException.class, () -> failHolding(pool));
			case OUT_OF_MEMORY -> expect(OutOfMemoryError.class, () -> exhaustMemoryHolding(pool));
			case STACK_OVERFLOW -> expect(StackOverflowError.class, () -> overflowHolding(pool));
			case INTERRUPT -> interruptHolding(pool);
			case REJECTION -> expect(RejectedExecutionException.class, () -> submitHolding(pool));
			case CANCELLATION -> cancelHolding(pool);
			case THREAD_DEATH -> dieHolding(pool);
			case LOSS -> lose(pool);
			case LARGE_CONTEXT -> fill(pool);
			case DOUBLE_RELEASE -> releaseTwice(pool);
			case FOREIGN_RELEASE -> releaseThere(pool);
			case NULL_RELEASE -> expect(PoolMisuseException.class, () -> releaseNull(pool));
			case USE_AFTER_RELEASE -> useAfterRelease(pool);
			case CLOSED_POOL -> useClosedPool();
		}
		this.counts.computeIfAbsent(kind, (key) -> new LongAdder()).increment();
	}

	long count(Kind kind) {
		LongAdder count = this.counts.get(kind);
		return (count != null) ? count.sum() : 0;
	}

	Map<Kind, Long> counts() {
		Map<Kind, Long> counts = new TreeMap<>();
		this.counts.forEach((kind, count) -> counts.put(kind, count.sum()));
		return counts;
	}

	/**
	 * How many contexts were never given back.
	 */
	long lost() {
		return count(Kind.LOSS) + count(Kind.THREAD_DEATH);
	}

	private static void failHolding(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			context.set("a", 1);
			throw new IllegalStateException("injected");
		}
	}

	private static void exhaustMemoryHolding(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			// More than any JVM gives, so that other threads don't notice.
			context.set("a", new long[Integer.MAX_VALUE]);
		}
	}

	private static void overflowHolding(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			context.set("a", descend(1));
		}
	}

	private static int descend(int depth) {
		return (depth > 0) ? descend(depth + 1) + 1 : 0;
	}

	private static void interruptHolding(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			context.set("a", 1);
			Thread.currentThread().interrupt();
		}
		if (!Thread.interrupted()) {
			throw new AssertionError("The pool swallowed an interrupt");
		}
	}

	private static void submitHolding(ContextPool pool) {
		PooledContext context = pool.lease();
		try {
			REJECTING.execute(context::close);
		}
		catch (RejectedExecutionException ex) {
			context.close();
			throw ex;
		}
	}

	/**
	 * A chain that would never end is cancelled after three elements.
	 */
	private static void cancelHolding(ContextPool pool) {
		Flux.using(pool::lease,
				(context) -> Flux.<Integer>generate((sink) -> sink.next(context.set("a", context.size()).size())),
				PooledContext::close)
			.take(3)
			.blockLast();
	}

	private static void dieHolding(ContextPool pool) throws InterruptedException {
		Thread thread = new Thread(() -> {
			pool.acquire().set("a", 1);
			throw new IllegalStateException("injected");
		}, "doomed");
		thread.setUncaughtExceptionHandler((doomed, ex) -> {
		});
		thread.start();
		thread.join();
	}

	private static void lose(ContextPool pool) {
		pool.acquire().set("a", 1);
	}

	private static void fill(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			for (int i = 0; i < LARGE; i++) {
				context.set("key" + i, i);
			}
		}
	}

	private static void releaseTwice(ContextPool pool) {
		Context context = pool.acquire();
		pool.release(context);
		expect(PoolMisuseException.class, () -> pool.release(context));
	}

	private void releaseThere(ContextPool pool) {
		try (PooledContext context = this.foreign.lease()) {
			expect(PoolMisuseException.class, () -> pool.release(context));
		}
	}

	@SuppressWarnings("NullAway")
	private static void releaseNull(ContextPool pool) {
		pool.release(null);
	}

	private static void useAfterRelease(ContextPool pool) {
		PooledContext context = pool.lease();
		context.close();
		context.close();
		expect(PoolMisuseException.class, () -> context.set("a", 1));
	}

	private static void useClosedPool() {
		ContextPool pool = new ContextPool("closed", PoolConfig.defaults(), new MemoryMetrics());
		PooledContext context = pool.lease();
		pool.lease().close();
		pool.close();
		context.set("a", 1).clear();
		context.close();
		pool.lease().close();
		PoolBooks.assertBalanced(pool, 0);
	}

	private static void expect(Class<? extends Throwable> type, Runnable action) {
		assertThatExceptionOfType(type).isThrownBy(action::run);
	}

	/**
	 * What goes wrong.
	 */
	enum Kind {

		EXCEPTION, OUT_OF_MEMORY, STACK_OVERFLOW, INTERRUPT, REJECTION, CANCELLATION, THREAD_DEATH, LOSS, LARGE_CONTEXT,
		DOUBLE_RELEASE, FOREIGN_RELEASE, NULL_RELEASE, USE_AFTER_RELEASE, CLOSED_POOL

	}

}
