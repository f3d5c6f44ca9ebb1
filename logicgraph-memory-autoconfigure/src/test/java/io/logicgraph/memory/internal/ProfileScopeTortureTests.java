package io.logicgraph.memory.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random trees of scopes and hops, with errors, cancelled hops, scopes that end on other
 * threads or in the wrong order, and hops that outlive their scopes. Whatever happens,
 * each byte is in one place. The trees, though not the timing, can be had again with
 * {@code -Dtorture.seed}.
 */
class ProfileScopeTortureTests {

	private static final int THREADS = 4;

	private static final int MAX_DEPTH = 6;

	private static final int TREES_AT_ONCE = 64;

	/**
	 * What the JDK allocates when a virtual thread gives way.
	 */
	private static final int MAX_BYTES_OF_A_YIELD = 32;

	private static final int MAX_KB_TO_CATCH_UP = 8192;

	private static final int KB = 1024;

	private static final int MB = 1024 * 1024;

	private final long seed = Long.getLong("torture.seed", ThreadLocalRandom.current().nextLong());

	/**
	 * One for each depth, so that those that wait can't keep those that they wait for
	 * from running.
	 */
	private final List<Executor> executors = new ArrayList<>();

	/**
	 * Keeps the ledgers, which threads without a scope would lose with the next
	 * collection.
	 */
	private final Set<ThreadLedger> ledgers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger budget = new AtomicInteger();

	private final AtomicInteger opened = new AtomicInteger();

	private final AtomicLong lateBytes = new AtomicLong();

	private final AtomicReference<Totals> totalsOfVirtualThreads = new AtomicReference<>(new Totals(0, 0));

	private final Queue<Sink> sinks = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final Phaser running = new Phaser(1);

	@AfterEach
	void shutDown() {
		this.executors.forEach((executor) -> {
			if (executor instanceof ExecutorService service) {
				service.shutdown();
			}
		});
	}

	@Test
	void bytesOfAllScopesAndOfNoScopeAddUpToTheThreadsCounters() throws Exception {
		this.executors.add(Executors.newFixedThreadPool(THREADS));
		Totals before = totals();
		growTrees(100_000, false);
		Totals after = totals();
		long ownBytes = this.sinks.stream().mapToLong(Sink::ownBytes).sum();
		assertThat(this.lateBytes.get()).as("late bytes").isPositive();
		assertThat(ownBytes + after.unscoped - before.unscoped).as("bytes in all places, seed %d", this.seed)
			.isEqualTo(after.counters - before.counters);
	}

	@Test
	void eachScopeGetsAllOfItsOwnBytesWhereHopsAreAwaited() throws Exception {
		// The last is for scopes of the greatest depth that end elsewhere.
		for (int i = 0; i <= MAX_DEPTH + 1; i++) {
			this.executors.add(Executors.newFixedThreadPool(2));
		}
		growTrees(20_000, true);
		assertEachScopeGotItsOwnBytes();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Scopes on virtual threads are NOT tested here")
	void bytesOfAllScopesAndOfNoScopeAddUpToTheCountersOfVirtualThreads() throws Exception {
		growTreesOnVirtualThreads(true, 100_000, false);
		assertThat(this.lateBytes.get()).as("late bytes").isPositive();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Scopes on virtual threads are NOT tested here")
	void eachScopeOnVirtualThreadsGetsAllOfItsOwnBytesWhereHopsAreAwaited(boolean metered) throws Exception {
		growTreesOnVirtualThreads(metered, 50_000, true);
		assertEachScopeGotItsOwnBytes();
	}

	private void assertEachScopeGotItsOwnBytes() {
		assertThat(this.lateBytes.get()).as("late bytes").isZero();
		long surplus = 0;
		for (Sink sink : this.sinks) {
			assertThat(sink.quality).isEqualTo(Quality.EXACT);
			assertThat(sink.ownBytes()).as("own bytes, seed %d", this.seed)
				.isGreaterThanOrEqualTo(sink.allocated.get());
			surplus += Math.max(0,
					sink.ownBytes() - sink.allocated.get() - (long) sink.yields.get() * MAX_BYTES_OF_A_YIELD);
		}
		// The JVM allocates a little itself while it compiles what runs here.
		assertThat(surplus).as("bytes of nobody, seed %d", this.seed).isLessThan(MB);
	}

	/**
	 * Each hop has a thread of its own, while stack traces and dumps of the threads are
	 * taken all the time.
	 */
	private void growTreesOnVirtualThreads(boolean metered, int scopes, boolean awaited) throws Exception {
		VirtualThreadMetering metering = VirtualThreadMetering.start();
		try (ThreadDumps dumps = new ThreadDumps()) {
			assertThat(VirtualThreadMetering.isActive()).as("%s", VirtualThreadMetering.unavailableReason()).isTrue();
			this.executors.add(new ThreadForEachTask(metered, dumps, this::totalsOfVirtualThread));
			growTrees(scopes, awaited);
			dumps.awaitThreads();
			assertThat(dumps.stackTraces()).as("stack traces").isPositive();
			assertThat(dumps.dumps()).as("thread dumps").isPositive();
		}
		finally {
			metering.close();
		}
		long ownBytes = this.sinks.stream().mapToLong(Sink::ownBytes).sum();
		Totals totals = this.totalsOfVirtualThreads.get();
		assertThat(ownBytes + totals.unscoped).as("bytes in all places, seed %d", this.seed).isEqualTo(totals.counters);
	}

	private void growTrees(int scopes, boolean awaited) {
		this.budget.set(scopes);
		Random seeds = new Random(this.seed);
		while (this.budget.get() > 0 && this.failures.isEmpty()) {
			for (int i = 0; i < TREES_AT_ONCE; i++) {
				Random random = new Random(seeds.nextLong());
				start(0, () -> grow(random, 0, awaited));
			}
			this.running.arriveAndAwaitAdvance();
		}
		while (this.running.getRegisteredParties() > 1) {
			this.running.arriveAndAwaitAdvance();
		}
		assertThat(this.failures).as("failures, seed %d", this.seed).isEmpty();
		assertThat(this.opened.get()).isGreaterThanOrEqualTo(scopes);
		assertThat(this.sinks).hasSize(this.opened.get());
		assertThat(this.sinks).allMatch(Sink::reportedOnce);
	}

	private void grow(Random random, int depth, boolean awaited) {
		if (this.budget.getAndDecrement() <= 0) {
			return;
		}
		Sink sink = newSink();
		boolean shared = random.nextInt(3) == 0;
		ProfileScope scope = shared ? ProfileScope.openShared(sink) : ProfileScope.open(sink);
		Throwable error = null;
		try {
			work(sink, random);
			int children = (depth < MAX_DEPTH) ? random.nextInt(4) : 0;
			for (int i = 0; i < children; i++) {
				growChild(sink, random, depth + 1, awaited);
				work(sink, random);
			}
		}
		catch (ExpectedException ex) {
			error = ex;
		}
		if (shared && random.nextInt(4) == 0) {
			endElsewhere(sink, scope, random, depth, awaited);
		}
		else if (random.nextInt(8) == 0) {
			endInTheWrongOrder(sink, scope, random, error);
		}
		else {
			scope.close(error);
		}
		if (depth > 0 && random.nextInt(16) == 0) {
			throw ExpectedException.INSTANCE;
		}
	}

	private void growChild(Sink sink, Random random, int depth, boolean awaited) {
		if (random.nextInt(3) != 0) {
			grow(random, depth, awaited);
			return;
		}
		ProfileScope captured = ProfileScope.capture();
		// What a hop itself needs is nobody's, so that own bytes are known.
		ProfileScope.attach(null);
		Random there = new Random(random.nextLong());
		Hop hop = new Hop(captured, () -> {
			work(sink, there);
			grow(there, depth, awaited);
		});
		start(depth, hop);
		if (random.nextInt(5) == 0) {
			hop.cancel();
		}
		if (awaited) {
			hop.await();
		}
		ProfileScope.attach(captured);
	}

	private void endElsewhere(Sink sink, ProfileScope scope, Random random, int depth, boolean awaited) {
		scope.suspend();
		ProfileScope outer = ProfileScope.attach(null);
		Random there = new Random(random.nextLong());
		Hop hop = new Hop(scope, () -> {
			work(sink, there);
			scope.close(ExpectedException.INSTANCE);
			scope.close(null);
		});
		start(depth + 1, hop);
		if (awaited) {
			hop.await();
		}
		ProfileScope.attach(outer);
	}

	/**
	 * Close a scope before one that is nested in it.
	 */
	private void endInTheWrongOrder(Sink sink, ProfileScope scope, Random random, @Nullable Throwable error) {
		Sink nestedSink = newSink();
		ProfileScope nested = ProfileScope.open(nestedSink);
		work(nestedSink, random);
		scope.close(error);
		work(nestedSink, random);
		nested.close(null);
	}

	private Sink newSink() {
		this.opened.incrementAndGet();
		ProfileScope scope = ProfileScope.attach(null);
		Sink sink = new Sink();
		this.sinks.add(sink);
		ProfileScope.attach(scope);
		return sink;
	}

	private static void work(Sink sink, Random random) {
		int bytes = 8 * (2 + random.nextInt(100));
		allocate(bytes);
		sink.allocated.addAndGet(bytes);
		if (VirtualThreads.isCurrent() && random.nextInt(4) == 0) {
			Thread.yield();
			sink.yields.incrementAndGet();
		}
	}

	private void start(int depth, Runnable work) {
		this.running.register();
		this.executors.get(Math.min(depth, this.executors.size() - 1)).execute(() -> {
			this.ledgers.add(ThreadLedger.ofProfiles());
			try {
				work.run();
				assertThat(ThreadLedger.ofProfiles().scope()).isNull();
			}
			catch (ExpectedException ex) {
				// It was to happen.
			}
			catch (Throwable ex) {
				this.failures.add(ex);
			}
			finally {
				this.running.arriveAndDeregister();
			}
		});
	}

	/**
	 * Return what all threads have allocated, and what of it belongs to no scope.
	 */
	private Totals totals() throws Exception {
		CyclicBarrier together = new CyclicBarrier(THREADS);
		List<Future<Totals>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			FutureTask<Totals> task = new FutureTask<>(() -> {
				together.await();
				return totalsOfThread();
			});
			this.executors.get(0).execute(task);
			tasks.add(task);
		}
		Totals sum = new Totals(0, 0);
		for (Future<Totals> task : tasks) {
			sum = sum.plus(task.get());
		}
		return sum;
	}

	private Totals totalsOfThread() {
		ThreadLedger ledger = ThreadLedger.ofProfiles();
		this.ledgers.add(ledger);
		assertThat(ledger.scope()).isNull();
		// A thread that closed a scope in which this one worked may have read this one's
		// counter too high, by what fits in an allocation buffer. It has to catch up.
		long unscoped = ledger.unscopedBytes();
		long reading = 0;
		for (int i = 0; i < MAX_KB_TO_CATCH_UP && ledger.unscopedBytes() == unscoped; i++) {
			allocate(KB);
			reading = Allocations.counter();
			ledger.switchTo(null, reading);
		}
		assertThat(ledger.unscopedBytes()).as("bytes after the last scope").isGreaterThan(unscoped);
		return new Totals(reading, ledger.unscopedBytes());
	}

	/**
	 * Add what a thread that is about to end has allocated since it had a ledger.
	 */
	private void totalsOfVirtualThread(Runnable work) {
		ThreadLedger ledger = ThreadLedger.ofProfiles();
		long start = Allocations.counter();
		ledger.switchTo(null, start);
		long unscoped = ledger.unscopedBytes();
		work.run();
		Totals end = totalsOfThread();
		this.totalsOfVirtualThreads
			.updateAndGet((totals) -> totals.plus(new Totals(end.counters - start, end.unscoped - unscoped)));
	}

	/**
	 * Runs each task on a virtual thread of its own.
	 */
	private static final class ThreadForEachTask implements Executor {

		private final ThreadFactory threads;

		private final ThreadDumps dumps;

		private final Consumer<Runnable> runner;

		ThreadForEachTask(boolean metered, ThreadDumps dumps, Consumer<Runnable> runner) {
			this.threads = metered ? new MeteredThreadFactory(plainThreads()) : plainThreads();
			this.dumps = dumps;
			this.runner = runner;
		}

		private static ThreadFactory plainThreads() {
			ThreadFactory plain = VirtualThreadMeter.plainThreads();
			assertThat(plain).isNotNull();
			return plain;
		}

		@Override
		public void execute(Runnable task) {
			this.dumps.start(this.threads.newThread(() -> this.runner.accept(task)));
		}

	}

	private record Totals(long counters, long unscoped) {

		Totals plus(Totals other) {
			return new Totals(this.counters + other.counters, this.unscoped + other.unscoped);
		}

	}

	/**
	 * Thrown on purpose; needs no bytes.
	 */
	@SuppressWarnings("serial")
	private static final class ExpectedException extends RuntimeException {

		private static final ExpectedException INSTANCE = new ExpectedException();

		ExpectedException() {
			super("expected", null, false, false);
		}

	}

	/**
	 * Work that another thread does for a scope, unless it was cancelled before.
	 */
	private static final class Hop implements Runnable {

		private final @Nullable ProfileScope scope;

		private final Runnable work;

		private final AtomicBoolean taken = new AtomicBoolean();

		private final CountDownLatch done = new CountDownLatch(1);

		Hop(@Nullable ProfileScope scope, Runnable work) {
			this.scope = scope;
			this.work = work;
		}

		void cancel() {
			if (this.taken.compareAndSet(false, true)) {
				this.done.countDown();
			}
		}

		void await() {
			try {
				this.done.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void run() {
			if (!this.taken.compareAndSet(false, true)) {
				return;
			}
			ProfileScope previous = ProfileScope.attach(this.scope);
			try {
				this.work.run();
			}
			finally {
				ProfileScope.attach(previous);
				this.done.countDown();
			}
		}

	}

	/**
	 * Adds up what belongs to one scope alone.
	 */
	private final class Sink implements ScopeSink {

		/**
		 * What the test allocated for the scope.
		 */
		private final AtomicLong allocated = new AtomicLong();

		private final AtomicInteger yields = new AtomicInteger();

		private final AtomicLong own = new AtomicLong();

		private final AtomicInteger reports = new AtomicInteger();

		private volatile @Nullable Quality quality;

		long ownBytes() {
			return this.own.get();
		}

		boolean reportedOnce() {
			return this.reports.get() == 1;
		}

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			assertThat(nestedBytes).isBetween(0L, bytes);
			this.reports.incrementAndGet();
			this.own.addAndGet(bytes - nestedBytes);
			this.quality = Quality.of(complete);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			throw new IllegalStateException("Nothing ran where it can't be measured");
		}

		@Override
		public void late(long bytes, long nestedBytes) {
			assertThat(nestedBytes).isBetween(0L, bytes);
			this.own.addAndGet(bytes - nestedBytes);
			ProfileScopeTortureTests.this.lateBytes.addAndGet(bytes);
		}

	}

}
