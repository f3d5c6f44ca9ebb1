package io.logicgraph.benchmarks;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jctools.queues.MpmcArrayQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import stormpot.Allocator;
import stormpot.Pool;
import stormpot.PoolTap;
import stormpot.Poolable;
import stormpot.Slot;
import stormpot.Timeout;

/**
 * Taking an object from a warm pool and giving it back at once.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Benchmark)
public class PoolBenchmark {

	private static final int SIZE = 100;

	private final ContextPool pool = new ContextPool();

	private final ContextPool handedOver = new ContextPool();

	private final GenericObjectPool<Item> commons = new GenericObjectPool<>(new ItemFactory());

	private final Pool<Item> stormpot = Pool.from(new ItemAllocator()).setSize(SIZE).build();

	private final MpmcArrayQueue<Item> jctools = new MpmcArrayQueue<>(SIZE);

	@Setup
	public void prepare() throws InterruptedException {
		this.handedOver.release(this.handedOver.acquire());
		Context context = this.handedOver.acquire();
		Thread another = new Thread(() -> this.handedOver.release(context));
		another.start();
		another.join();
		this.commons.setMaxTotal(SIZE);
		this.commons.setMaxIdle(SIZE);
		for (int i = 0; i < SIZE; i++) {
			this.jctools.offer(new Item(null));
		}
	}

	@TearDown
	public void close() throws InterruptedException {
		this.pool.close();
		this.handedOver.close();
		this.commons.close();
		this.stormpot.shutdown().await(new Timeout(1, TimeUnit.SECONDS));
	}

	@Benchmark
	public void logicgraph_acquire_release() {
		Context context = this.pool.acquire();
		this.pool.release(context);
	}

	/**
	 * The same once a context was given back by another thread than took it.
	 */
	@Benchmark
	public void logicgraph_after_hand_over() {
		Context context = this.handedOver.acquire();
		this.handedOver.release(context);
	}

	@Benchmark
	public void logicgraph_lease_close(Blackhole blackhole) {
		try (PooledContext context = this.pool.lease()) {
			blackhole.consume(context.size());
		}
	}

	/**
	 * What the machine asks for the two atomic changes that a pool makes which hands out
	 * to any thread and takes back once only.
	 */
	@Benchmark
	public boolean two_compare_and_sets(Turn turn) {
		return turn.state.compareAndSet(0, 1) && turn.state.compareAndSet(1, 0);
	}

	@Benchmark
	public void commons_pool2() throws Exception {
		Item item = this.commons.borrowObject();
		this.commons.returnObject(item);
	}

	@Benchmark
	public void stormpot_thread_safe_tap(Taps taps) throws InterruptedException {
		Taps.claimAndRelease(taps.threadSafe, taps.timeout);
	}

	@Benchmark
	public void stormpot_thread_local_tap(Taps taps) throws InterruptedException {
		Taps.claimAndRelease(taps.threadLocal, taps.timeout);
	}

	@Benchmark
	public void jctools_mpmc_queue() {
		Item item = this.jctools.poll();
		this.jctools.offer(item);
	}

	@Benchmark
	public void thread_local_deque() {
		ArrayDeque<Item> deque = Item.DEQUE.get();
		Item item = deque.pollLast();
		deque.addLast(item);
	}

	/**
	 * What the peers pool.
	 */
	static final class Item implements Poolable {

		static final ThreadLocal<ArrayDeque<Item>> DEQUE = ThreadLocal.withInitial(Item::filledDeque);

		private final @Nullable Slot slot;

		Item(@Nullable Slot slot) {
			this.slot = slot;
		}

		@Override
		public void release() {
			Objects.requireNonNull(this.slot).release(this);
		}

		private static ArrayDeque<Item> filledDeque() {
			ArrayDeque<Item> deque = new ArrayDeque<>();
			deque.add(new Item(null));
			return deque;
		}

	}

	private static final class ItemAllocator implements Allocator<Item> {

		@Override
		public Item allocate(Slot slot) {
			return new Item(slot);
		}

		@Override
		public void deallocate(Item item) {
		}

	}

	private static final class ItemFactory extends BasePooledObjectFactory<Item> {

		@Override
		public Item create() {
			return new Item(null);
		}

		@Override
		public PooledObject<Item> wrap(Item item) {
			return new DefaultPooledObject<>(item);
		}

	}

	/**
	 * One thread's word of memory.
	 */
	@State(Scope.Thread)
	public static class Turn {

		private final AtomicInteger state = new AtomicInteger();

	}

	/**
	 * Stormpot's access points of one thread.
	 */
	@State(Scope.Thread)
	public static class Taps {

		private final Timeout timeout = new Timeout(1, TimeUnit.SECONDS);

		private @Nullable PoolTap<Item> threadSafe;

		private @Nullable PoolTap<Item> threadLocal;

		@Setup
		public void prepare(PoolBenchmark benchmark) {
			this.threadSafe = benchmark.stormpot.getThreadSafeTap();
			this.threadLocal = benchmark.stormpot.getThreadLocalTap();
		}

		private static void claimAndRelease(@Nullable PoolTap<Item> tap, Timeout timeout) throws InterruptedException {
			Objects.requireNonNull(tap).claim(timeout).release();
		}

	}

}
