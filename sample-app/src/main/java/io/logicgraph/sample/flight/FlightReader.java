package io.logicgraph.sample.flight;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.logicgraph.memory.profile.Profiled;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Reads flights from JSON, one at a time, so that a request with too many of them is
 * refused before they fill the heap. Strict where a mistake would change a decision (a
 * string is no number), lenient about fields that it doesn't know.
 */
@Component
class FlightReader {

	/**
	 * Flights that one request may hold.
	 */
	static final int MAX_FLIGHTS = 250_000;

	private static final long MAX_BYTES = 128L * 1024 * 1024;

	private static final int MAX_TEXT = 10_000;

	private final ObjectReader reader;

	FlightReader() {
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxDocumentLength(MAX_BYTES)
			.maxStringLength(MAX_TEXT)
			.build();
		this.reader = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			// A reader is used for each flight of an array, so what follows is no error.
			.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.withCoercionConfig(LogicalType.Float,
					(config) -> config.setCoercion(CoercionInputShape.String, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
			.withCoercionConfig(LogicalType.Textual,
					(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
			.build()
			.readerFor(Flight.class);
	}

	/**
	 * Read a single flight.
	 * @param body a JSON object
	 * @return the flight
	 * @throws InvalidFlightException if the body holds anything else
	 */
	@Profiled
	public Flight readOne(InputStream body) {
		return read(body, this::readOne);
	}

	/**
	 * Read flights.
	 * @param body a JSON array
	 * @return the flights, or {@code null} if there is no body
	 * @throws InvalidFlightException if the body holds anything else
	 */
	@Profiled
	public @Nullable List<Flight> readAll(InputStream body) {
		return read(body, this::readAll);
	}

	private <T extends @Nullable Object> T read(InputStream body, Function<JsonParser, T> read) {
		try (JsonParser parser = this.reader.createParser(body)) {
			T result = read.apply(parser);
			if (parser.nextToken() != null) {
				throw malformed("the body goes on after the end of its JSON value");
			}
			return result;
		}
		catch (StreamConstraintsException ex) {
			throw invalid(HttpStatus.CONTENT_TOO_LARGE, null, null, ex.getOriginalMessage(), ex);
		}
		catch (JacksonException ex) {
			throw invalid(HttpStatus.BAD_REQUEST, null, null,
					"the body is not complete, well-formed JSON: " + describe(ex), ex);
		}
	}

	private Flight readOne(JsonParser parser) {
		JsonToken token = parser.nextToken();
		if (token == null) {
			throw malformed("the body is missing; a flight is needed");
		}
		return readFlight(parser, token, null);
	}

	private @Nullable List<Flight> readAll(JsonParser parser) {
		JsonToken token = parser.nextToken();
		if (token == null) {
			return null;
		}
		if (token != JsonToken.START_ARRAY) {
			throw malformed("the body must be an array of flights");
		}
		List<Flight> flights = new ArrayList<>();
		SharedValues values = new SharedValues();
		for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (flights.size() == MAX_FLIGHTS) {
				throw invalid(HttpStatus.CONTENT_TOO_LARGE, "flights", null,
						"a request may hold at most %s flights".formatted(MAX_FLIGHTS), null);
			}
			flights.add(values.share(readFlight(parser, token, flights.size())));
		}
		return flights;
	}

	private Flight readFlight(JsonParser parser, @Nullable JsonToken token, @Nullable Integer position) {
		if (token != JsonToken.START_OBJECT) {
			throw new InvalidFlightException(HttpStatus.BAD_REQUEST, null, position, "a flight must be an object");
		}
		try {
			return this.reader.readValue(parser);
		}
		catch (DatabindException ex) {
			if (ex.getCause() instanceof InvalidFlightException invalid) {
				throw invalid.at(position);
			}
			String field = ex.getPath().isEmpty() ? null : ex.getPath().get(0).getPropertyName();
			if (field == null) {
				throw ex;
			}
			throw invalid(HttpStatus.BAD_REQUEST, field, position, "%s must be a %s".formatted(field,
					field.equals("delay") || field.equals("distance") ? "number" : "string"), ex);
		}
	}

	private static InvalidFlightException malformed(String message) {
		return invalid(HttpStatus.BAD_REQUEST, null, null, message, null);
	}

	private static InvalidFlightException invalid(HttpStatus status, @Nullable String field, @Nullable Integer position,
			String message, @Nullable Throwable cause) {
		InvalidFlightException invalid = new InvalidFlightException(status, field, position, message);
		if (cause != null) {
			invalid.initCause(cause);
		}
		return invalid;
	}

	private static String describe(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null) ? "%s at line %s, column %s".formatted(ex.getOriginalMessage(), location.getLineNr(),
				location.getColumnNr()) : String.valueOf(ex.getOriginalMessage());
	}

}
