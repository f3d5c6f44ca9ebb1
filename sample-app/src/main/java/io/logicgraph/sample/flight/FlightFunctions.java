package io.logicgraph.sample.flight;

import org.jspecify.annotations.Nullable;

/**
 * Functions that the expressions of the flight graph may call. Public, since compiled
 * expressions call them directly.
 */
public final class FlightFunctions {

	private FlightFunctions() {
	}

	/**
	 * Return the hour of a date.
	 * @param date a valid date, or {@code null}
	 * @return 0 to 23, or {@code null} if there is no date
	 */
	public static @Nullable Integer hourOf(@Nullable String date) {
		return (date != null) ? FlightDate.hour(date) : null;
	}

	/**
	 * Return whether a date is a Saturday or a Sunday.
	 * @param date a valid date, or {@code null}
	 * @return whether it is; {@code false} if there is no date
	 */
	public static boolean isWeekend(@Nullable String date) {
		return date != null && FlightDate.isWeekend(date);
	}

	/**
	 * Return the route between two airports.
	 * @param origin airport of departure, or {@code null}
	 * @param destination airport of arrival, or {@code null}
	 * @return the route, or {@code null} if one end is unknown
	 */
	public static @Nullable Object route(@Nullable String origin, @Nullable String destination) {
		return (origin != null && destination != null) ? new Route(origin, destination) : null;
	}

}
