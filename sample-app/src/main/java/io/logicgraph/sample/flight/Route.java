package io.logicgraph.sample.flight;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where a flight goes. The text is only made when somebody reads it, which in a replay of
 * thousands of flights nobody does.
 *
 * @param origin airport of departure
 * @param destination airport of arrival
 */
record Route(String origin, String destination) {

	@JsonValue
	@Override
	public String toString() {
		return this.origin + "-" + this.destination;
	}

}
