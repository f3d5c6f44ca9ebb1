package io.logicgraph.sample.flight;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The service over HTTP. Bodies are read from the stream instead of being bound to an
 * argument: an array of flights is bounded while it is read, and a body may be missing.
 */
@RestController
@RequestMapping("/flights")
class FlightController {

	static final int MAX_EXECUTIONS = 10_000_000;

	private final FlightReader reader;

	private final FlightAssessor assessor;

	private final ReplayService replays;

	private final ParallelReplay parallelReplay;

	private final FlightStream stream;

	private final BundledFlights bundled;

	FlightController(FlightReader reader, FlightAssessor assessor, ReplayService replays, ParallelReplay parallelReplay,
			FlightStream stream, BundledFlights bundled) {
		this.reader = reader;
		this.assessor = assessor;
		this.replays = replays;
		this.parallelReplay = parallelReplay;
		this.stream = stream;
		this.bundled = bundled;
	}

	@PostMapping("/assess")
	Decision assess(HttpServletRequest request) throws IOException {
		return this.assessor.assess(this.reader.readOne(request.getInputStream()));
	}

	@PostMapping("/replay")
	ReplaySummary replay(HttpServletRequest request, @RequestParam(defaultValue = "true") boolean pooled,
			@RequestParam(required = false) @Nullable Integer executions) throws IOException {
		List<Flight> flights = sentOrBundled(request);
		int count = count(executions, flights);
		return pooled ? this.replays.replayPooled(flights, count) : this.replays.replayUnpooled(flights, count);
	}

	@PostMapping("/replay/parallel")
	CompletableFuture<ReplaySummary> replayInParallel(HttpServletRequest request,
			@RequestParam(required = false) @Nullable Integer executions) throws IOException {
		List<Flight> flights = sentOrBundled(request);
		return this.parallelReplay.replay(flights, count(executions, flights));
	}

	@PostMapping("/stream")
	Flux<Decision> assessAll(HttpServletRequest request) throws IOException {
		return this.stream.assess(sentOrBundled(request));
	}

	private List<Flight> sentOrBundled(HttpServletRequest request) throws IOException {
		List<Flight> sent = this.reader.readAll(request.getInputStream());
		return (sent != null) ? sent : this.bundled.all();
	}

	private static int count(@Nullable Integer executions, List<Flight> flights) {
		return (executions != null) ? checkExecutions(executions, flights) : flights.size();
	}

	private static int checkExecutions(int executions, List<Flight> flights) {
		if (executions < 1 || executions > MAX_EXECUTIONS) {
			throw new InvalidFlightException(HttpStatus.BAD_REQUEST, "executions", null,
					"executions must be between 1 and %s".formatted(MAX_EXECUTIONS));
		}
		if (flights.isEmpty()) {
			throw new InvalidFlightException(HttpStatus.BAD_REQUEST, "executions", null,
					"executions must be left out where the array holds no flights");
		}
		return executions;
	}

}
