package io.logicgraph.memory.autoconfigure;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * {@link HandlerInterceptor} that adds the {@link PageHeaders} in Spring MVC, once a
 * request has passed all filters.
 */
final class PageHeadersInterceptor implements HandlerInterceptor {

	private final PageHeaders headers;

	PageHeadersInterceptor(PageHeaders headers) {
		this.headers = headers;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		Map<String, String> headers = this.headers
			.of(ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication());
		if (headers == null) {
			return true;
		}
		headers.forEach(response::addHeader);
		String etag = this.headers.etag(headers);
		return etag == null || !new ServletWebRequest(request, response).checkNotModified(etag);
	}

}
