package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.netty.util.Recycler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The counterpart to {@link PoolBenchmark} for Netty's recycler, on the kind of thread
 * that it is made for.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" },
		jvmArgsAppend = { "-Djmh.executor=CUSTOM",
				"-Djmh.executor.class=io.logicgraph.benchmarks.FastThreadLocalExecutor" })
@State(Scope.Benchmark)
public class RecyclerBenchmark {

	private final Recycler<Item> recycler = new Recycler<>() {

		@Override
		protected Item newObject(Handle<Item> handle) {
			return new Item(handle);
		}

	};

	@Benchmark
	public void netty_recycler() {
		Item item = this.recycler.get();
		item.handle.recycle(item);
	}

	private record Item(Recycler.Handle<Item> handle) {
	}

}
