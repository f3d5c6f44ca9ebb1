package io.logicgraph.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of the whole process by operation. Other programs on the same machine
 * disturb it far less than they do time on the clock, and it charges an operation for the
 * garbage collections that it causes on other cores.
 */
public final class CpuTimeProfiler implements InternalProfiler {

	static final String LABEL = "cpu.time.norm";

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long startNanos;

	@Override
	public String getDescription() {
		return "Processor time by operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.startNanos = this.system.getProcessCpuTime();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		long nanos = this.system.getProcessCpuTime() - this.startNanos;
		long operations = Math.max(1, result.getMetadata().getAllOps());
		return List.of(new ScalarResult(LABEL, (double) nanos / operations, "ns/op", AggregationPolicy.AVG));
	}

}
