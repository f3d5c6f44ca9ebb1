package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.micrometer.ProfileScopeThreadLocalAccessor;
import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs that a thread takes up the scope of some work and puts it down again,
 * without what hands the work over. Two counters are read for each hop.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Thread)
public class HopBenchmark {

	private final Profile profile = new ProfileRegistry().profile(new ProfileId("hop", "", ""));

	private final ProfileScopeThreadLocalAccessor accessor = new ProfileScopeThreadLocalAccessor();

	private final ContextRegistry registry = new ContextRegistry().registerThreadLocalAccessor(this.accessor);

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
		.contextRegistry(this.registry)
		.clearMissing(true)
		.build();

	private final ContextSnapshot idleSnapshot = this.snapshots.captureAll();

	private ProfileScope scope;

	private ContextSnapshot snapshot;

	@Setup
	public void open() {
		this.scope = ProfileScope.openShared(new ProfileSink(this.profile));
		this.snapshot = this.snapshots.captureAll();
		this.scope.suspend();
	}

	@TearDown
	public void close() {
		this.scope.close(null);
	}

	@Benchmark
	public void hop() {
		Object previous = this.accessor.getValue();
		this.accessor.setValue(this.scope);
		if (previous != null) {
			this.accessor.restore(previous);
		}
		else {
			this.accessor.restore();
		}
	}

	@Benchmark
	public void hop_idle() {
		Object previous = this.accessor.getValue();
		this.accessor.setValue();
		if (previous != null) {
			this.accessor.restore(previous);
		}
		else {
			this.accessor.restore();
		}
	}

	/**
	 * The snapshot allocates something itself, with or without our accessor.
	 */
	@Benchmark
	public void snapshot_hop() {
		this.snapshot.setThreadLocals().close();
	}

	@Benchmark
	public void snapshot_hop_idle() {
		this.idleSnapshot.setThreadLocals().close();
	}

}
