package io.logicgraph.sample.graph;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A graph as its file states it, not checked yet.
 *
 * @param name name of the graph in messages
 * @param inputs keys that the graph is given, with their type
 * @param nodes the nodes, in any order
 * @param edges which node comes before which
 * @param examples inputs with which the graph is tried out when it is loaded
 */
record GraphDefinition(@Nullable String name, Map<String, InputType> inputs, List<Node> nodes, List<Edge> edges,
		List<Map<String, @Nullable Object>> examples) {

	@SuppressWarnings("NullAway") // what the file leaves out arrives as null
	GraphDefinition {
		inputs = (inputs != null) ? inputs : Map.of();
		nodes = (nodes != null) ? nodes : List.of();
		edges = (edges != null) ? edges : List.of();
		examples = (examples != null) ? examples : List.of();
	}

	/**
	 * @param id name of the node in edges and messages
	 * @param type what the expression yields
	 * @param expression a SpEL expression over the keys of the context
	 * @param output key under which the result is set; the id if absent
	 */
	record Node(@Nullable String id, @Nullable NodeType type, @Nullable String expression, @Nullable String output) {

	}

	/**
	 * @param from id of the node that comes first
	 * @param to id of the node that depends on it
	 */
	record Edge(@Nullable String from, @Nullable String to) {

		@Override
		public String toString() {
			return this.from + " -> " + this.to;
		}

	}

}
