package io.logicgraph.sample.flight;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.sample.graph.GraphLoader;
import io.logicgraph.sample.graph.LogicGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlightAssessor} and the rules of the flight graph.
 */
class FlightAssessorTests {

	private static final double SHORT = 300;

	private static final double MEDIUM = 1500;

	private static final double LONG = 3000;

	private static final LogicGraph GRAPH = new GraphLoader(FlightFunctions.class)
		.load(new ClassPathResource("flight-graph.json"));

	private final ContextPool pool = new ContextPool();

	private final FlightAssessor assessor = new FlightAssessor(GRAPH, this.pool);

	@Test
	void convertsStatuteMilesToKilometres() {
		assertThat(assess(0, 1000).km()).isEqualTo(1609.344);
	}

	@ParameterizedTest
	@CsvSource({ "0, short", "1500, short", "1500.001, medium", "3500, medium", "3500.001, long", "20000, long" })
	void theHaulsLimitsAreInclusive(double km, String haul) {
		assertThat(assess(0, km / 1.609344).haul()).isEqualTo(haul);
	}

	@ParameterizedTest
	@CsvSource({ "300, 119, false", "300, 119.9, false", "300, 120, true", "1500, 120, false", "1500, 179.9, false",
			"1500, 180, true", "3000, 180, false", "3000, 239.9, false", "3000, 240, true", "3000, 900, true" })
	void careDependsOnHaul(double miles, double delay, boolean care) {
		assertThat(assess(delay, miles).care()).isEqualTo(care);
	}

	@ParameterizedTest
	@CsvSource({ "300, 179.9, 0", "300, 180, 250", "300, 500, 250", "1500, 179.9, 0", "1500, 180, 400",
			"1500, 500, 400", "3000, 179.9, 0", "3000, 180, 300", "3000, 239.9, 300", "3000, 240, 600",
			"3000, 500, 600", "3000, -20, 0" })
	void compensationDependsOnHaul(double miles, double delay, int eur) {
		Decision decision = assess(delay, miles);
		assertThat(decision.compensationEur()).isEqualTo(eur);
		assertThat(decision.compensated()).isEqualTo(eur > 0);
		assertThat(decision.reduced()).isEqualTo(eur == 300);
	}

	@ParameterizedTest
	@CsvSource({ "299.9, false", "300, true", "301, true" })
	void aRefundIsOfferedFromThreeHundredMinutes(double delay, boolean refund) {
		assertThat(assess(delay, SHORT).refund()).isEqualTo(refund);
		assertThat(assess(delay, MEDIUM).refund()).isEqualTo(refund);
		assertThat(assess(delay, LONG).refund()).isEqualTo(refund);
	}

	@ParameterizedTest
	@CsvSource({ "-0.1, early", "0, on time", "14.9, on time", "15, minor", "59.9, minor", "60, major", "179.9, major",
			"180, severe" })
	void putsTheDelayInWords(double delay, String band) {
		assertThat(assess(delay, SHORT).delayBand()).isEqualTo(band);
	}

	@ParameterizedTest
	@CsvSource({ "00:00, night", "05:59, night", "06:00, morning", "11:59, morning", "12:00, afternoon",
			"17:59, afternoon", "18:00, evening", "23:59, evening" })
	void putsTheTimeInWords(String time, String words) {
		assertThat(assess("2001/02/14 " + time, 0, SHORT, "SJC", "SNA").timeOfDay()).isEqualTo(words);
	}

	@Test
	void aLateFlightOnASaturdayNightIsUrgent() {
		Decision decision = assess("2001/02/17 23:10", 310, SHORT, "SJC", "SNA");
		assertThat(decision.weekend()).isTrue();
		assertThat(decision.stranded()).isTrue();
		assertThat(decision.hour()).isEqualTo(23);
		assertThat(decision.route()).hasToString("SJC-SNA");
		assertThat(decision.priority()).isEqualTo(100);
		assertThat(decision.queue()).isEqualTo("urgent");
	}

	@Test
	void whatIsNotKnownIsLeftOut() {
		Decision decision = assess(null, 10, SHORT, "SJC", null);
		assertThat(decision.hour()).isNull();
		assertThat(decision.route()).isNull();
		assertThat(decision.timeOfDay()).isEqualTo("unknown");
		assertThat(decision.weekend()).isFalse();
		assertThat(decision.queue()).isEqualTo("routine");
	}

	@Test
	void givesTheContextBack() {
		assess(0, SHORT);
		assess(0, SHORT);
		assertThat(this.pool.stats().active()).isZero();
		assertThat(this.pool.stats().created()).isEqualTo(1);
	}

	private Decision assess(double delay, double miles) {
		return assess(null, delay, miles, null, null);
	}

	private Decision assess(@Nullable String date, double delay, double miles, @Nullable String origin,
			@Nullable String destination) {
		return this.assessor.assess(new Flight(date, delay, miles, origin, destination));
	}

}
