package io.logicgraph.sample.graph;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * A node that is ready to be evaluated.
 */
final class GraphNode {

	private final String id;

	private final NodeType type;

	private final SpelExpression expression;

	private final String output;

	GraphNode(String id, NodeType type, SpelExpression expression, String output) {
		this.id = id;
		this.type = type;
		this.expression = expression;
		// The very string that compiled expressions have as a constant, so that a context
		// finds the key by identity.
		this.output = output.intern();
	}

	String id() {
		return this.id;
	}

	NodeType type() {
		return this.type;
	}

	SpelExpression expression() {
		return this.expression;
	}

	String output() {
		return this.output;
	}

	/**
	 * Evaluate the expression and set the result.
	 * @throws GraphExecutionException if that fails or a rule yields no boolean
	 */
	void evaluate(EvaluationContext evaluation, Context context) {
		Object value = value(evaluation, context);
		if (this.type == NodeType.RULE && !(value instanceof Boolean)) {
			throw new GraphExecutionException("Rule node '%s' must yield true or false, but '%s' yields %s"
				.formatted(this.id, this.expression.getExpressionString(), describe(value)), null);
		}
		context.set(this.output, value);
	}

	private @Nullable Object value(EvaluationContext evaluation, Context context) {
		try {
			return this.expression.getValue(evaluation, context);
		}
		catch (EvaluationException ex) {
			throw new GraphExecutionException("Node '%s' can't be evaluated: '%s': %s".formatted(this.id,
					this.expression.getExpressionString(), ex.getMessage()), ex);
		}
	}

	private static String describe(@Nullable Object value) {
		return (value != null) ? "the %s %s".formatted(value.getClass().getSimpleName(), value) : "null";
	}

}
