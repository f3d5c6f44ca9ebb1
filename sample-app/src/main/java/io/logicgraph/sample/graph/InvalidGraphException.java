package io.logicgraph.sample.graph;

import java.util.List;

/**
 * Thrown when a graph can't be loaded. The message names every problem that was found,
 * with the nodes concerned.
 */
public class InvalidGraphException extends RuntimeException {

	private final String location;

	private final List<String> problems;

	InvalidGraphException(String location, List<String> problems) {
		super("The logic graph in %s is not valid: %s".formatted(location, String.join("; ", problems)));
		this.location = location;
		this.problems = List.copyOf(problems);
	}

	InvalidGraphException(String location, String problem, Throwable cause) {
		this(location, List.of(problem));
		initCause(cause);
	}

	/**
	 * Return where the graph was read from.
	 * @return a description of the file
	 */
	public String location() {
		return this.location;
	}

	/**
	 * Return what is wrong.
	 * @return one sentence each, at least one
	 */
	public List<String> problems() {
		return this.problems;
	}

}
