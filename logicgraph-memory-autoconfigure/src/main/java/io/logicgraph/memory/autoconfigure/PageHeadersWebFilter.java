package io.logicgraph.memory.autoconfigure;

import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * {@link WebFilter} that adds the {@link PageHeaders} in Spring WebFlux. Without an order
 * it is the last filter, behind those that protect the endpoint.
 */
final class PageHeadersWebFilter implements WebFilter {

	private final PageHeaders headers;

	PageHeadersWebFilter(PageHeaders headers) {
		this.headers = headers;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Map<String, String> headers = this.headers.of(exchange.getRequest().getPath().pathWithinApplication());
		if (headers == null) {
			return chain.filter(exchange);
		}
		headers.forEach(exchange.getResponse().getHeaders()::add);
		String etag = this.headers.etag(headers);
		return (etag != null && exchange.checkNotModified(etag)) ? exchange.getResponse().setComplete()
				: chain.filter(exchange);
	}

}
