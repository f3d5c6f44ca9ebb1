package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides a content type that an endpoint doesn't consume. A write is then refused as
 * unsupported. Where it is visible, Spring MVC fails, with a status of 500, on a broken
 * form, a multipart request or a wildcard before it looks for the endpoint.
 * <p>
 * It answers nothing by itself, so that Spring Security still comes first.
 */
final class EndpointContentTypeFilter extends OncePerRequestFilter {

	private final List<MediaType> consumed;

	EndpointContentTypeFilter(List<String> consumed) {
		this.consumed = MediaType.parseMediaTypes(consumed);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String contentType = request.getContentType();
		if (contentType == null || isConsumed(contentType)) {
			chain.doFilter(request, response);
		}
		else {
			chain.doFilter(new WithoutContentType(request), new WithoutErrorPage(response));
		}
	}

	private boolean isConsumed(String contentType) {
		try {
			MediaType mediaType = MediaType.parseMediaType(contentType);
			return this.consumed.stream().anyMatch((candidate) -> candidate.includes(mediaType));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static final class WithoutContentType extends HttpServletRequestWrapper {

		private WithoutContentType(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getContentType() {
			return null;
		}

		@Override
		public @Nullable String getCharacterEncoding() {
			return null;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return isContentType(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isContentType(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		private static boolean isContentType(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name);
		}

	}

	/**
	 * Sets the status only: the error page would be dispatched with the original request,
	 * and would fail on it.
	 */
	private static final class WithoutErrorPage extends HttpServletResponseWrapper {

		private WithoutErrorPage(HttpServletResponse response) {
			super(response);
		}

		@Override
		public void sendError(int status) {
			setStatus(status);
		}

		@Override
		public void sendError(int status, @Nullable String message) {
			setStatus(status);
		}

	}

}
