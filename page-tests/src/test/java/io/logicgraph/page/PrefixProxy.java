package io.logicgraph.page;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A reverse proxy that takes a prefix away, and says so in {@code X-Forwarded-Prefix}.
 */
final class PrefixProxy implements AutoCloseable {

	private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "content-length", "host", "upgrade",
			"transfer-encoding");

	private final HttpClient client = HttpClient.newHttpClient();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final String prefix;

	private final URI service;

	private final HttpServer server;

	PrefixProxy(String prefix, URI service) throws IOException {
		this.prefix = prefix;
		this.service = service;
		this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		this.server.createContext(prefix + "/", this::pass);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	URI uri(String path) {
		return URI.create("http://localhost:%d%s%s".formatted(this.server.getAddress().getPort(), this.prefix, path));
	}

	private void pass(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().toString().substring(this.prefix.length());
			HttpRequest.Builder request = HttpRequest.newBuilder(this.service.resolve(path))
				.method(exchange.getRequestMethod(),
						BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
				.header("X-Forwarded-Prefix", this.prefix);
			exchange.getRequestHeaders().forEach((name, values) -> pass(name, values, request::header));
			HttpResponse<byte[]> answer = this.client.send(request.build(), BodyHandlers.ofByteArray());
			answer.headers().map().forEach((name, values) -> pass(name, values, exchange.getResponseHeaders()::add));
			byte[] body = answer.body();
			exchange.sendResponseHeaders(answer.statusCode(), (body.length > 0) ? body.length : -1);
			try (OutputStream out = exchange.getResponseBody()) {
				out.write(body);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void pass(String name, List<String> values, BiConsumer<String, String> receiver) {
		if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
			values.forEach((value) -> receiver.accept(name, value));
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
