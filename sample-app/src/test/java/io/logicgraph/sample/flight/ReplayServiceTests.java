package io.logicgraph.sample.flight;

import java.io.IOException;
import java.util.List;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.sample.graph.GraphLoader;
import io.logicgraph.sample.graph.LogicGraph;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplayService}.
 */
class ReplayServiceTests {

	private static final LogicGraph GRAPH = new GraphLoader(FlightFunctions.class)
		.load(new ClassPathResource("flight-graph.json"));

	private final ContextPool pool = new ContextPool();

	private final ReplayService replays = new ReplayService(GRAPH, this.pool);

	@Test
	void theBundledFlightsGiveTheKnownFiguresInPooledContexts() throws IOException {
		ReplaySummary summary = this.replays.replayPooled(bundled(), 10_000);
		assertKnownFigures(summary);
		assertThat(summary.contextsCreated()).isEqualTo(1);
		assertThat(summary.reuseRate()).isEqualTo(99.99);
	}

	@Test
	void theBundledFlightsGiveTheKnownFiguresInNewContexts() throws IOException {
		ReplaySummary summary = this.replays.replayUnpooled(bundled(), 10_000);
		assertKnownFigures(summary);
		assertThat(summary.contextsCreated()).isEqualTo(10_000);
		assertThat(summary.reuseRate()).isZero();
		assertThat(this.pool.stats().totalAcquired()).isZero();
	}

	private static void assertKnownFigures(ReplaySummary summary) {
		assertThat(summary.flights()).isEqualTo(10_000);
		assertThat(summary.shortHaul()).isEqualTo(8829);
		assertThat(summary.mediumHaul()).isEqualTo(1146);
		assertThat(summary.longHaul()).isEqualTo(25);
		assertThat(summary.care()).isEqualTo(82);
		assertThat(summary.compensated()).isEqualTo(16);
		assertThat(summary.compensationEur()).isEqualTo(4150);
		assertThat(summary.refunds()).isEqualTo(2);
	}

	@Test
	void anExecutionAllocatesAFewHundredBytesAtMost() {
		FlightAssessor assessor = new FlightAssessor(GRAPH, this.pool);
		Flight late = new Flight("2001/02/17 23:10", 310.0, 300.0, "SJC", "SNA");
		assertThatAllocationOf(() -> assessor.assess(late)).isAtMost("400B");
	}

	@Test
	void poolingSavesMostOfTheBytes() throws IOException {
		ReplaySummary pooled = this.replays.replayPooled(bundled(), 10_000);
		ReplaySummary unpooled = this.replays.replayUnpooled(bundled(), 10_000);
		assertThat(pooled.allocatedBytes()).isNotNull().isLessThan(number(unpooled.allocatedBytes()) / 2);
	}

	private static long number(Long value) {
		assertThat(value).isNotNull();
		return value;
	}

	@Test
	void startsOverWhenThereAreFewerFlightsThanExecutions() {
		List<Flight> flights = List.of(new Flight(null, 0.0, 100.0, null, null),
				new Flight(null, 0.0, 2000.0, null, null), new Flight(null, 200.0, 3000.0, null, null));
		for (ReplaySummary summary : List.of(this.replays.replayPooled(flights, 8),
				this.replays.replayUnpooled(flights, 8))) {
			assertThat(summary.flights()).isEqualTo(8);
			assertThat(summary.shortHaul()).isEqualTo(3);
			assertThat(summary.mediumHaul()).isEqualTo(3);
			assertThat(summary.longHaul()).isEqualTo(2);
			assertThat(summary.compensationEur()).isEqualTo(600);
		}
	}

	@Test
	void noFlightsGiveZeros() {
		ReplaySummary summary = this.replays.replayPooled(List.of(), 0);
		assertThat(summary.flights()).isZero();
		assertThat(summary.allocatedBytesPerFlight()).isNull();
		assertThat(summary.reuseRate()).isZero();
	}

	private static List<Flight> bundled() throws IOException {
		return new BundledFlights(new FlightReader()).all();
	}

}
