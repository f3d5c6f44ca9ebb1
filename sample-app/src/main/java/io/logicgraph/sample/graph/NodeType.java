package io.logicgraph.sample.graph;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a node's expression yields.
 */
enum NodeType {

	/**
	 * A decision: {@code true} or {@code false}.
	 */
	@JsonProperty("rule")
	RULE,

	/**
	 * Any value.
	 */
	@JsonProperty("compute")
	COMPUTE

}
