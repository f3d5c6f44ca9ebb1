package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An observation with five tags and Micrometer's own handler, with ours and without.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Benchmark)
public class ObservationBenchmark {

	private final ObservationRegistry without = registry(false);

	private final ObservationRegistry with = registry(true);

	@Benchmark
	public void micrometer() {
		observe(this.without);
	}

	@Benchmark
	public void micrometer_and_logicgraph() {
		observe(this.with);
	}

	private static void observe(ObservationRegistry registry) {
		Observation observation = Observation.createNotStarted("http.server.requests", registry)
			.lowCardinalityKeyValue("exception", "none")
			.lowCardinalityKeyValue("method", "GET")
			.lowCardinalityKeyValue("outcome", "SUCCESS")
			.lowCardinalityKeyValue("status", "200")
			.lowCardinalityKeyValue("uri", "/hello")
			.start();
		Observation.Scope scope = observation.openScope();
		scope.close();
		observation.stop();
	}

	private static ObservationRegistry registry(boolean withOurs) {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		if (withOurs) {
			registry.observationConfig()
				.observationHandler(
						new AllocationObservationHandler(new ProfileRegistry(), () -> meters, (name) -> true));
		}
		return registry;
	}

}
