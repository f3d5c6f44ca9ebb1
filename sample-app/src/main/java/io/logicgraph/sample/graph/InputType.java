package io.logicgraph.sample.graph;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Type of a value that a graph is given.
 */
enum InputType {

	@JsonProperty("number")
	NUMBER(Double.class),

	@JsonProperty("text")
	TEXT(String.class);

	private final Class<?> valueType;

	InputType(Class<?> valueType) {
		this.valueType = valueType;
	}

	Class<?> valueType() {
		return this.valueType;
	}

}
