package io.logicgraph.sample.flight;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Thrown when a request holds something that can't be assessed.
 */
class InvalidFlightException extends RuntimeException {

	private final HttpStatus status;

	private final @Nullable String field;

	private final @Nullable Integer position;

	/**
	 * Create an exception for one field of a flight.
	 * @param field the field, as it is called in JSON
	 * @param message what is wrong with it
	 */
	InvalidFlightException(String field, String message) {
		this(HttpStatus.BAD_REQUEST, field, null, message);
	}

	InvalidFlightException(HttpStatus status, @Nullable String field, @Nullable Integer position, String message) {
		super(message);
		this.status = status;
		this.field = field;
		this.position = position;
	}

	InvalidFlightException at(@Nullable Integer position) {
		InvalidFlightException located = new InvalidFlightException(this.status, this.field, position, getMessage());
		located.initCause(this);
		return located;
	}

	HttpStatus status() {
		return this.status;
	}

	/**
	 * Return the field concerned, if there is one.
	 */
	@Nullable String field() {
		return this.field;
	}

	/**
	 * Return which flight of the array is concerned, counted from 0.
	 */
	@Nullable Integer position() {
		return this.position;
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
