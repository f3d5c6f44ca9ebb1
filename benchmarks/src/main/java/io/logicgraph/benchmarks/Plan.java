package io.logicgraph.benchmarks;

import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Which benchmarks run how long. The short plan finds out whether a change made things
 * worse; published figures come from the full one.
 */
enum Plan {

	/**
	 * One fork, the sizes that matter most.
	 */
	SHORT(1, 2, 3, 200),

	/**
	 * All sizes.
	 */
	FULL(2, 5, 5, 200);

	private static final String[] POOLS = { "PoolBenchmark", "RecyclerBenchmark", "memory_metrics_record" };

	private static final String[] RELEASE_NOTES = { "context_reuse", "context_with", "allocation_patterns",
			"pool_acquire_release" };

	private final int forks;

	private final int warmups;

	private final int iterations;

	private final TimeValue time;

	Plan(int forks, int warmups, int iterations, int millis) {
		this.forks = forks;
		this.warmups = warmups;
		this.iterations = iterations;
		this.time = TimeValue.milliseconds(millis);
	}

	static Plan of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	List<Options> runs() {
		if (this == SHORT) {
			return List.of(shortRun());
		}
		return List.of(moreForks(options(1, POOLS)).build(), longWarmup(moreForks(options(2, POOLS))).build(),
				moreForks(options(1, "KeysBenchmark")).build(), options(1, "ProfileBenchmark", "HopBenchmark").build(),
				longWarmup(options(1, "ProxyBenchmark")).build(), options(1, RELEASE_NOTES).build());
	}

	private Options shortRun() {
		return options(1, "PoolBenchmark", "RecyclerBenchmark", "KeysBenchmark", "memory_metrics_record",
				"ProfileBenchmark", "ProxyBenchmark", "HopBenchmark")
			.param("keys", "20")
			.param("values", "new")
			.build();
	}

	/**
	 * For what differs most from one JVM to the next.
	 */
	private ChainedOptionsBuilder moreForks(ChainedOptionsBuilder options) {
		return options.forks(2 * this.forks);
	}

	/**
	 * For what the JIT isn't done with after a second, as a call through a proxy is a lot
	 * of code; and for what keeps all cores busy, since the JIT's threads need one, too.
	 */
	private ChainedOptionsBuilder longWarmup(ChainedOptionsBuilder options) {
		return options.warmupIterations(4 * this.warmups);
	}

	private ChainedOptionsBuilder options(int threads, String... includes) {
		ChainedOptionsBuilder options = new OptionsBuilder().threads(threads)
			.forks(this.forks)
			.warmupIterations(this.warmups)
			.warmupTime(this.time)
			.measurementIterations(this.iterations)
			.measurementTime(this.time)
			.addProfiler(GCProfiler.class)
			.addProfiler(CpuTimeProfiler.class)
			.shouldFailOnError(true);
		for (String include : includes) {
			options.include(include);
		}
		return options;
	}

}
