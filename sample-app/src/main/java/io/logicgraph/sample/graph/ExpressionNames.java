package io.logicgraph.sample.graph;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Names that an expression uses, found in its syntax tree: also those in branches that no
 * example reaches.
 *
 * @param keys keys of the context
 * @param functions functions and variables, without the leading {@code #}
 */
record ExpressionNames(Set<String> keys, Set<String> functions) {

	static ExpressionNames of(SpelNode expression) {
		ExpressionNames names = new ExpressionNames(new LinkedHashSet<>(), new LinkedHashSet<>());
		names.collect(expression);
		return names;
	}

	private void collect(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			this.keys.add(property.getName());
		}
		else if (node instanceof FunctionReference || node instanceof VariableReference) {
			this.functions.add(functionName(node));
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			// In a.b.c only the first name is a key.
			if (i == 0 || !(node instanceof CompoundExpression) || !(child instanceof PropertyOrFieldReference)) {
				collect(child);
			}
		}
	}

	private static String functionName(SpelNode node) {
		String text = node.toStringAST();
		int end = text.indexOf('(');
		return text.substring(1, (end >= 0) ? end : text.length());
	}

}
