package io.logicgraph.memory.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Thrown when something can't be done in the present state of the application.
 */
final class ConflictException extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	ConflictException(IllegalStateException cause) {
		super(String.valueOf(cause.getMessage()), String.valueOf(cause.getMessage()), cause);
	}

}
