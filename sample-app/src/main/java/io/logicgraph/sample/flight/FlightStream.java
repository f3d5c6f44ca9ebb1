package io.logicgraph.sample.flight;

import java.util.List;

import io.logicgraph.memory.profile.Profiled;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Service;

/**
 * Assesses a stream of flights on several threads, and keeps their order.
 */
@Service
class FlightStream {

	/**
	 * Flights that one thread assesses at a time, so that changing threads costs little
	 * beside the work.
	 */
	private static final int BATCH = 100;

	private final FlightAssessor assessor;

	FlightStream(FlightAssessor assessor) {
		this.assessor = assessor;
	}

	/**
	 * Assess flights. The profile of this method has one execution for each subscription,
	 * which counts what all threads allocate.
	 * @param flights the flights
	 * @return what the passengers of each are due, in the order of the flights
	 */
	@Profiled
	public Flux<Decision> assess(List<Flight> flights) {
		return Flux.fromIterable(flights)
			.buffer(BATCH)
			.flatMapSequential(
					(batch) -> Flux.fromIterable(batch).map(this.assessor::assess).subscribeOn(Schedulers.parallel()));
	}

}
