package io.logicgraph.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.internal.ExecutionEvent;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.internal.WorkEvent;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

	private static final ThreadMXBean COUNTER = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private static final ExecutionEvent EXECUTION = new ExecutionEvent();

	private static final WorkEvent WORK = new WorkEvent();

	private final DistributionSummary summary = DistributionSummary.builder("summary")
		.register(new SimpleMeterRegistry());

	private final ScopeSink outer = new ProfileSink(new ProfileRegistry().profile(new ProfileId("outer", "", "")));

	private final ScopeSink inner = new ProfileSink(new ProfileRegistry().profile(new ProfileId("inner", "", "")));

	@Benchmark
	public void scope() {
		ProfileScope scope = ProfileScope.open(this.outer);
		scope.close(null);
	}

	/**
	 * The part of a scope that is the JVM's: two readings of its counter.
	 */
	@Benchmark
	public long two_readings() {
		return -COUNTER.getCurrentThreadAllocatedBytes() + COUNTER.getCurrentThreadAllocatedBytes();
	}

	/**
	 * The part of a profiled call that is Micrometer's.
	 */
	@Benchmark
	public void summary_record() {
		this.summary.record(1024);
	}

	/**
	 * The part of a scope that is due to the events of JDK Flight Recorder while they are
	 * off.
	 */
	@Benchmark
	public boolean events_off() {
		return EXECUTION.isEnabled() || WORK.isEnabled();
	}

	@Benchmark
	public void nested_scopes() {
		ProfileScope scope = ProfileScope.open(this.outer);
		ProfileScope nested = ProfileScope.open(this.inner);
		nested.close(null);
		scope.close(null);
	}

}
