package io.logicgraph.sample.flight;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers what can't be served with an RFC 9457 problem. If one field is to blame,
 * {@code field} names it, and {@code flight} says which flight of an array, counted from
 * 0.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Log log = LogFactory.getLog(ProblemAdvice.class);

	@ExceptionHandler
	ProblemDetail handleInvalidFlight(InvalidFlightException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(ex.status(), ex.getMessage());
		if (ex.field() != null) {
			problem.setProperty("field", ex.field());
		}
		if (ex.position() != null) {
			problem.setProperty("flight", ex.position());
		}
		return problem;
	}

	/**
	 * A query that Tomcat can't decode.
	 */
	@ExceptionHandler
	ProblemDetail handleInvalidParameter(InvalidParameterException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(ex.getErrorCode()),
				"The query can't be decoded");
	}

	@ExceptionHandler
	ProblemDetail handleOthers(Exception ex) {
		log.error("Request failed", ex);
		return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, "The request could not be served");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status,
				"%s has a value that can't be read".formatted(ex.getPropertyName()));
		problem.setProperty("field", ex.getPropertyName());
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

}
