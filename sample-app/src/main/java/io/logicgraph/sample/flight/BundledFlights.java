package io.logicgraph.sample.flight;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The 10,000 flights that come with the service: real ones within the United States in
 * early 2001, from the on-time performance data of the US Department of Transportation's
 * Bureau of Transportation Statistics, as published in the {@code vega-datasets} package
 * ({@code data/flights-10k.json}).
 */
@Component
class BundledFlights {

	private final List<Flight> flights;

	BundledFlights(FlightReader reader) throws IOException {
		try (InputStream stream = new ClassPathResource("flights-10k.json").getInputStream()) {
			List<Flight> flights = reader.readAll(stream);
			this.flights = (flights != null) ? List.copyOf(flights) : List.of();
		}
	}

	List<Flight> all() {
		return this.flights;
	}

}
