package io.logicgraph.sample.graph;

import java.util.List;
import java.util.Set;

import io.logicgraph.memory.context.Context;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.standard.SpelCompiler;

/**
 * A logic graph: nodes in the order in which they are evaluated, each reading what the
 * earlier ones set.
 * <p>
 * Thread-safe; each execution needs a {@link Context} of its own. An execution allocates
 * nothing but the values that the expressions make and, where a number is not a small
 * integer, its box.
 */
public final class LogicGraph {

	private final String name;

	private final Set<String> inputs;

	private final GraphNode[] nodes;

	private final EvaluationContext evaluation;

	/**
	 * Create a graph.
	 * @param name its name in messages
	 * @param inputs the keys that must be set before an execution
	 * @param nodes the nodes in an order that satisfies the edges
	 * @param evaluation what expressions may use, shared by all of them
	 */
	LogicGraph(String name, Set<String> inputs, List<GraphNode> nodes, EvaluationContext evaluation) {
		this.name = name;
		this.inputs = Set.copyOf(inputs);
		this.nodes = nodes.toArray(GraphNode[]::new);
		this.evaluation = evaluation;
	}

	/**
	 * Return the name of this graph.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the keys that are read but not set by the graph.
	 * @return the inputs
	 */
	public Set<String> inputs() {
		return this.inputs;
	}

	/**
	 * Return the ids of the nodes.
	 * @return the ids in the order of evaluation
	 */
	public List<String> order() {
		return List.of(this.nodes).stream().map(GraphNode::id).toList();
	}

	/**
	 * Evaluate all nodes.
	 * @param context holds the inputs, and the results afterwards
	 * @throws GraphExecutionException if a node can't be evaluated; the context keeps the
	 * results of those before it
	 */
	public void execute(Context context) {
		// By index, since this runs once per flight and an iterator would be garbage.
		GraphNode[] nodes = this.nodes;
		for (int i = 0; i < nodes.length; i++) {
			nodes[i].evaluate(this.evaluation, context);
		}
	}

	/**
	 * Compile the expressions as far as they were evaluated in all their parts. SpEL does
	 * so by itself after a hundred executions.
	 * @return the ids of nodes that stay interpreted for now
	 */
	List<String> compile() {
		return List.of(this.nodes)
			.stream()
			.filter((node) -> !SpelCompiler.compile(node.expression()))
			.map(GraphNode::id)
			.toList();
	}

	@Override
	public String toString() {
		return "LogicGraph[%s, %s nodes]".formatted(this.name, this.nodes.length);
	}

}
