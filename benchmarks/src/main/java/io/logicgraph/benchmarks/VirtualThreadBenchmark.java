package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.internal.ThreadMeter;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs that virtual threads are metered, on JDK 21 to 25. The scheduler has one
 * carrier, so that a thread that gives way is mounted again at once.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-Djmh.executor=VIRTUAL",
		"-Djdk.virtualThreadScheduler.parallelism=1", "--add-opens=java.base/java.lang=ALL-UNNAMED",
		"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED", "--add-opens=java.management/sun.management=ALL-UNNAMED" })
@State(Scope.Thread)
public class VirtualThreadBenchmark {

	@Param({ "false", "true" })
	private boolean metered;

	private final ScopeSink profile = new ProfileSink(new ProfileRegistry().profile(new ProfileId("call", "", "")));

	private final ProxyBenchmark proxies = new ProxyBenchmark();

	private VirtualThreadMetering metering = VirtualThreadMetering.none();

	@Setup
	public void start() {
		if (this.metered) {
			this.metering = VirtualThreadMetering.start();
			if (VirtualThreadMetering.unavailableReason() != null) {
				throw new IllegalStateException(VirtualThreadMetering.unavailableReason());
			}
		}
	}

	/**
	 * Each iteration has a thread of its own, which the first scope meters.
	 */
	@Setup(Level.Iteration)
	public void adopt() {
		ProfileScope.open(this.profile).close(null);
		if (this.metered != (ThreadMeter.currentThreadBytes() >= 0)) {
			throw new IllegalStateException("Metered " + !this.metered);
		}
	}

	@TearDown
	public void stop() {
		this.metering.close();
	}

	/**
	 * To leave the carrier and to be mounted again.
	 */
	@Benchmark
	public void mount() {
		Thread.yield();
	}

	@Benchmark
	public long reading() {
		return ThreadMeter.currentThreadBytes();
	}

	@Benchmark
	public void scope() {
		ProfileScope scope = ProfileScope.open(this.profile);
		scope.close(null);
	}

	@Benchmark
	public int profiled_call() {
		return this.proxies.profiled();
	}

}
