package io.logicgraph.sample.graph;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a node can't be evaluated. The message names the graph and the node.
 */
public class GraphExecutionException extends RuntimeException {

	GraphExecutionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
