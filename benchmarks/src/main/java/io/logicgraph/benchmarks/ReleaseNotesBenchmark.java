package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The benchmarks that rust-logic-graph 0.7.0 names, under those names.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Thread)
public class ReleaseNotesBenchmark {

	private static final String KEY = "node0.result";

	private final Double value = 42.0;

	private final ContextPool pool = new ContextPool();

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Benchmark
	public void context_without_pool(Count count, Blackhole blackhole) {
		for (int i = 0; i < count.contexts; i++) {
			Context context = new Context();
			context.set(KEY, this.value);
			blackhole.consume(context.get(KEY));
		}
	}

	@Benchmark
	public void context_with_pool(Count count, Blackhole blackhole) {
		for (int i = 0; i < count.contexts; i++) {
			try (PooledContext context = this.pool.lease()) {
				context.set(KEY, this.value);
				blackhole.consume(context.get(KEY));
			}
		}
	}

	@Benchmark
	public void pool_acquire_release(Held held) {
		Context[] contexts = held.contexts;
		for (int i = 0; i < contexts.length; i++) {
			contexts[i] = this.pool.acquire();
		}
		for (Context context : contexts) {
			this.pool.release(context);
		}
	}

	@Benchmark
	public void memory_metrics_record() {
		this.metrics.recordAllocation(1024);
		this.metrics.recordDeallocation(1024);
	}

	@Benchmark
	@OperationsPerInvocation(Pattern.EXECUTIONS)
	public void allocation_patterns(Pattern pattern, Blackhole blackhole) {
		pattern.run(this.pool, blackhole);
	}

	@Benchmark
	@OperationsPerInvocation(Reuse.EXECUTIONS)
	public void context_reuse(Reuse reuse) {
		reuse.run();
	}

	/**
	 * How many contexts are used one after the other.
	 */
	@State(Scope.Thread)
	public static class Count {

		@Param({ "1", "100", "1000", "10000" })
		public int contexts;

	}

	/**
	 * How many contexts are out at the same time.
	 */
	@State(Scope.Thread)
	public static class Held {

		@Param({ "10", "50", "100" })
		public int held;

		private Context[] contexts = {};

		@Setup
		public void prepare() {
			this.contexts = new Context[this.held];
		}

	}

	/**
	 * In which order contexts are taken, filled and given back.
	 */
	@State(Scope.Thread)
	public static class Pattern {

		static final int EXECUTIONS = 64;

		@Param({ "new", "pooled" })
		public String contexts = "";

		@Param({ "sequential", "batch", "small_large_mixed" })
		public String pattern = "";

		private final String[] small = GraphKeys.first(4);

		private final String[] large = GraphKeys.first(64);

		private final Object[] values = GraphKeys.values(64);

		private final Context[] batch = new Context[EXECUTIONS];

		private boolean pooled;

		@Setup
		public void prepare() {
			this.pooled = this.contexts.equals("pooled");
		}

		private void run(ContextPool pool, Blackhole blackhole) {
			switch (this.pattern) {
				case "sequential" -> sequential(pool, blackhole);
				case "batch" -> batch(pool, blackhole);
				default -> mixed(pool, blackhole);
			}
		}

		private void sequential(ContextPool pool, Blackhole blackhole) {
			for (int i = 0; i < EXECUTIONS; i++) {
				execute(pool, this.small, blackhole);
			}
		}

		private void mixed(ContextPool pool, Blackhole blackhole) {
			for (int i = 0; i < EXECUTIONS; i++) {
				execute(pool, ((i & 7) == 7) ? this.large : this.small, blackhole);
			}
		}

		private void execute(ContextPool pool, String[] keys, Blackhole blackhole) {
			if (this.pooled) {
				try (PooledContext context = pool.lease()) {
					fill(context, keys);
					blackhole.consume(context.size());
				}
			}
			else {
				Context context = new Context();
				fill(context, keys);
				blackhole.consume(context.size());
			}
		}

		private void batch(ContextPool pool, Blackhole blackhole) {
			for (int i = 0; i < EXECUTIONS; i++) {
				this.batch[i] = this.pooled ? pool.acquire() : new Context();
				fill(this.batch[i], this.small);
			}
			for (Context context : this.batch) {
				blackhole.consume(context.size());
				if (this.pooled) {
					pool.release(context);
				}
			}
		}

		private void fill(Context context, String[] keys) {
			for (int i = 0; i < keys.length; i++) {
				context.set(keys[i], this.values[i]);
			}
		}

	}

	/**
	 * Executions of which a given share finds an idle context. The pool keeps one; where
	 * two executions overlap, the second one gets a new context, which is let go
	 * afterwards. At 0 % the pool is closed and keeps none.
	 */
	@State(Scope.Thread)
	public static class Reuse {

		static final int EXECUTIONS = 100;

		private static final double TOLERANCE = 0.1;

		@Param({ "0", "50", "75", "90", "95", "98" })
		public int rate;

		/**
		 * Whether contexts are given back by {@code release}, as in the release notes, or
		 * by a try-with-resources statement.
		 */
		@Param({ "release", "try" })
		public String returned = "";

		private final String[] keys = GraphKeys.first(8);

		private final Object[] values = GraphKeys.values(8);

		private final ContextPool pool = new ContextPool(PoolConfig.builder().maxPooled(1).build());

		private int overlapping;

		@Setup
		public void prepare() {
			if (this.rate == 0) {
				this.pool.close();
			}
			else {
				this.overlapping = EXECUTIONS - this.rate;
			}
		}

		@TearDown(Level.Trial)
		public void checkRate() {
			double actual = this.pool.reuseRate();
			if (Math.abs(actual - this.rate) > TOLERANCE) {
				throw new IllegalStateException("Reuse rate is %s %%, not %d %%".formatted(actual, this.rate));
			}
		}

		private void run() {
			if (this.returned.equals("release")) {
				runWithRelease();
			}
			else {
				runWithTry();
			}
		}

		private void runWithRelease() {
			for (int i = 0; i < this.overlapping; i++) {
				two();
			}
			for (int i = 2 * this.overlapping; i < EXECUTIONS; i++) {
				one();
			}
		}

		private void runWithTry() {
			for (int i = 0; i < this.overlapping; i++) {
				tryTwo();
			}
			for (int i = 2 * this.overlapping; i < EXECUTIONS; i++) {
				tryOne();
			}
		}

		private void one() {
			Context context = this.pool.acquire();
			fill(context);
			this.pool.release(context);
		}

		private void two() {
			Context first = this.pool.acquire();
			Context second = this.pool.acquire();
			fill(first);
			fill(second);
			this.pool.release(second);
			this.pool.release(first);
		}

		private void tryOne() {
			try (PooledContext context = this.pool.lease()) {
				fill(context);
			}
		}

		private void tryTwo() {
			try (PooledContext first = this.pool.lease(); PooledContext second = this.pool.lease()) {
				fill(first);
				fill(second);
			}
		}

		private void fill(Context context) {
			for (int i = 0; i < this.keys.length; i++) {
				context.set(this.keys[i], this.values[i]);
			}
		}

	}

}
