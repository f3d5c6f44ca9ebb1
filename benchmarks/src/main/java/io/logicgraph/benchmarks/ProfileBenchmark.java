package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counting the bytes of a piece of work, without what calls it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Benchmark)
public class ProfileBenchmark {

	private final Profile outer = new ProfileRegistry().profile(new ProfileId("outer", "", ""));

	private final Profile inner = new ProfileRegistry().profile(new ProfileId("inner", "", ""));

	@Benchmark
	public void scope() {
		ProfileScope scope = ProfileScope.open(this.outer);
		scope.close(null);
	}

	@Benchmark
	public void nested_scopes() {
		ProfileScope scope = ProfileScope.open(this.outer);
		ProfileScope nested = ProfileScope.open(this.inner);
		nested.close(null);
		scope.close(null);
	}

}
