package io.logicgraph.sample.flight;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

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

	private final BundledFlights bundled;

	FlightController(FlightReader reader, FlightAssessor assessor, ReplayService replays, BundledFlights bundled) {
		this.reader = reader;
		this.assessor = assessor;
		this.replays = replays;
		this.bundled = bundled;
	}

	@PostMapping("/assess")
	Decision assess(HttpServletRequest request) throws IOException {
		return this.assessor.assess(this.reader.readOne(request.getInputStream()));
	}

	@PostMapping("/replay")
	ReplaySummary replay(HttpServletRequest request, @RequestParam(defaultValue = "true") boolean pooled,
			@RequestParam(required = false) @Nullable Integer executions) throws IOException {
		List<Flight> sent = this.reader.readAll(request.getInputStream());
		List<Flight> flights = (sent != null) ? sent : this.bundled.all();
		int count = (executions != null) ? checkExecutions(executions, flights) : flights.size();
		return pooled ? this.replays.replayPooled(flights, count) : this.replays.replayUnpooled(flights, count);
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
