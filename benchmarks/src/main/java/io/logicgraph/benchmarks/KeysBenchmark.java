package io.logicgraph.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One execution of a graph as far as its context is concerned: get one, set each key
 * once, let it go. From when on does a pooled context pay?
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Thread)
public class KeysBenchmark {

	@Param({ "2", "8", "16", "20", "32", "64" })
	public int keys;

	/**
	 * Whether a value is the same object each time or a new one, as results of nodes are.
	 * Only new ones make garbage, and only with garbage are there collections.
	 */
	@Param({ "same", "new" })
	public String values = "";

	private String[] names = {};

	private Object[] same = {};

	private boolean fresh;

	@Setup
	public void prepare() {
		this.names = GraphKeys.first(this.keys);
		this.same = GraphKeys.values(this.keys);
		this.fresh = this.values.equals("new");
	}

	@Benchmark
	public int pooled(Pools pools) {
		try (PooledContext context = pools.pool.lease()) {
			fill(context);
			return context.size();
		}
	}

	@Benchmark
	public int new_context() {
		Context context = new Context();
		fill(context);
		return context.size();
	}

	@Benchmark
	public int new_hash_map() {
		Map<String, Object> map = new HashMap<>();
		for (int i = 0; i < this.names.length; i++) {
			map.put(this.names[i], value(i));
		}
		return map.size();
	}

	private void fill(Context context) {
		for (int i = 0; i < this.names.length; i++) {
			context.set(this.names[i], value(i));
		}
	}

	private Object value(int i) {
		return this.fresh ? Double.valueOf(i) : this.same[i];
	}

	/**
	 * The pool. In a service that has run for a while its contexts lie in the old
	 * generation, where storing a reference is dearer.
	 */
	@State(Scope.Thread)
	public static class Pools {

		@Param("tenured")
		public String generation = "";

		private final ContextPool pool = new ContextPool(PoolConfig.defaults());

		@Setup
		public void prepare(KeysBenchmark benchmark) {
			benchmark.pooled(this);
			if (this.generation.equals("tenured")) {
				System.gc();
				System.gc();
			}
		}

	}

}
