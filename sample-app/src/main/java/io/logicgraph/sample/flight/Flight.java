package io.logicgraph.sample.flight;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One flight that has landed. Numbers are kept in boxes, since a context holds objects:
 * so they are boxed once, not at each execution.
 *
 * @param date scheduled departure in local time, {@code yyyy/MM/dd HH:mm}, if known
 * @param delay minutes after the schedule, negative if early
 * @param distance statute miles
 * @param origin airport of departure, if known
 * @param destination airport of arrival, if known
 */
record Flight(@Nullable String date, Double delay, Double distance, @Nullable String origin,
		@Nullable String destination) {

	Flight {
		requireFinite("delay", delay);
		requireFinite("distance", distance);
		if (distance < 0) {
			throw new InvalidFlightException("distance", "distance must not be negative");
		}
		if (date != null && !FlightDate.isValid(date)) {
			throw new InvalidFlightException("date", "date must be a date and time as " + FlightDate.PATTERN);
		}
	}

	private static void requireFinite(String field, @Nullable Double value) {
		if (value == null) {
			throw new InvalidFlightException(field, field + " is missing");
		}
		if (!Double.isFinite(value)) {
			throw new InvalidFlightException(field, field + " is out of range");
		}
	}

	/**
	 * Set the inputs of the flight graph.
	 */
	void writeTo(Context context) {
		context.set("date", this.date)
			.set("origin", this.origin)
			.set("destination", this.destination)
			.set("delay", this.delay)
			.set("distance", this.distance);
	}

}
