package io.logicgraph.sample.graph;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Turns an {@link InvalidGraphException} at start-up into a report without a stack trace.
 */
class InvalidGraphFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGraphException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidGraphException cause) {
		StringBuilder description = new StringBuilder(
				"The logic graph in %s is not valid:%n".formatted(cause.location()));
		for (String problem : cause.problems()) {
			description.append("%n    - %s".formatted(problem));
		}
		return new FailureAnalysis(description.toString(), "Correct the nodes and edges named above.", cause);
	}

}
