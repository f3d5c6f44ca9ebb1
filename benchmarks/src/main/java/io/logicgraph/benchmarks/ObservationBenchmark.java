package io.logicgraph.benchmarks;

import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An observation with five tags and Micrometer's own handler, with ours and without. Two
 * more handlers show what any handler costs that is called, and that asks for the tags.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = { "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch" })
@State(Scope.Benchmark)
public class ObservationBenchmark {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry micrometer = registry();

	private final ObservationRegistry idle = registry(new IdleHandler());

	private final ObservationRegistry tags = registry(new TagsHandler());

	private final ObservationRegistry logicgraph = registry(
			new AllocationObservationHandler(new ProfileRegistry(), () -> this.meters, (name) -> true));

	@Benchmark
	public void micrometer() {
		observe(this.micrometer);
	}

	@Benchmark
	public void micrometer_and_idle_handler() {
		observe(this.idle);
	}

	@Benchmark
	public void micrometer_and_handler_that_asks_for_tags() {
		observe(this.tags);
	}

	@Benchmark
	public void micrometer_and_logicgraph() {
		observe(this.logicgraph);
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

	private ObservationRegistry registry(ObservationHandler<?>... others) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		for (ObservationHandler<?> other : others) {
			registry.observationConfig().observationHandler(other);
		}
		return registry;
	}

	private static class IdleHandler implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private static final class TagsHandler extends IdleHandler {

		private KeyValues last = KeyValues.empty();

		@Override
		public void onStop(Observation.Context context) {
			this.last = context.getLowCardinalityKeyValues();
		}

	}

}
