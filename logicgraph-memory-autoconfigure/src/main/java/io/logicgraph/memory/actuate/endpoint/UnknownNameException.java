package io.logicgraph.memory.actuate.endpoint;

import java.util.Collection;

import io.logicgraph.memory.internal.Printable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Thrown when a request names a section, a pool or a result that doesn't exist. The
 * message names those that do, or what to do.
 */
final class UnknownNameException extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	private UnknownNameException(String message) {
		super(message, message);
	}

	static UnknownNameException section(String section, Collection<String> sections) {
		return new UnknownNameException(
				"There is no section '%s' here. Use %s.".formatted(Printable.of(section), or(sections)));
	}

	static UnknownNameException pool(String pool, Collection<String> pools) {
		String there = pools.isEmpty() ? "There are no pools." : "Use %s.".formatted(or(pools));
		return new UnknownNameException("There is no pool '%s'. %s".formatted(Printable.of(pool), there));
	}

	static UnknownNameException sites() {
		return new UnknownNameException(
				"No recording of allocation sites was made yet. Start one with POST to 'recording'.");
	}

	private static String or(Collection<String> names) {
		return String.join(" or ", names.stream().map((name) -> "'" + Printable.of(name) + "'").toList());
	}

}
