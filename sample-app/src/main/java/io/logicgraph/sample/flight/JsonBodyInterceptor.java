package io.logicgraph.sample.flight;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a body that is not declared as JSON. Without a body the type says nothing:
 * {@code curl -d ''} sends that of a form.
 * <p>
 * Comes before the arguments are bound, since asking a form for a query parameter
 * consumes its body.
 */
final class JsonBodyInterceptor implements HandlerInterceptor {

	private static final List<MediaType> SUPPORTED = List.of(MediaType.APPLICATION_JSON,
			new MediaType("application", "*+json"));

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws HttpMediaTypeNotSupportedException {
		if (hasBody(request)) {
			MediaType type = mediaType(request.getContentType());
			if (type == null || SUPPORTED.stream().noneMatch((supported) -> supported.includes(type))) {
				throw new HttpMediaTypeNotSupportedException(type, SUPPORTED);
			}
		}
		return true;
	}

	private static boolean hasBody(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private static @Nullable MediaType mediaType(@Nullable String contentType)
			throws HttpMediaTypeNotSupportedException {
		try {
			return (contentType != null) ? MediaType.parseMediaType(contentType) : null;
		}
		catch (InvalidMediaTypeException ex) {
			throw new HttpMediaTypeNotSupportedException(ex.getMessage());
		}
	}

}
