package io.logicgraph.sample.flight;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one copy of values that are equal. Flights of one request have few airports,
 * distances and delays between them, so that this halves the heap that they fill.
 */
final class SharedValues {

	/**
	 * Values to remember, so that a request in which all differ doesn't fill the heap
	 * with a map of them.
	 */
	private static final int MAX_VALUES = 10_000;

	private final Map<String, String> texts = new HashMap<>();

	private final Map<Double, Double> numbers = new HashMap<>();

	Flight share(Flight flight) {
		return new Flight(flight.date(), share(flight.delay(), this.numbers), share(flight.distance(), this.numbers),
				shareText(flight.origin()), shareText(flight.destination()));
	}

	private @Nullable String shareText(@Nullable String text) {
		return (text != null) ? share(text, this.texts) : null;
	}

	private static <T> T share(T value, Map<T, T> known) {
		T first = known.get(value);
		if (first != null) {
			return first;
		}
		if (known.size() < MAX_VALUES) {
			known.put(value, value);
		}
		return value;
	}

}
