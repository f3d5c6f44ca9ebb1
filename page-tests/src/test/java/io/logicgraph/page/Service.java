package io.logicgraph.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A service with the endpoint, started on a port of its own.
 */
final class Service implements AutoCloseable {

	private static final String PATH = "/actuator/logicgraph-memory";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final int port;

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static Service start(String type, String... args) {
		return start(ShopApplication.class, type, args);
	}

	static Service start(Class<?> application, String type, String... args) {
		return new Service(new SpringApplicationBuilder(application)
			.properties("spring.main.web-application-type=" + type, "server.port=0", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=logicgraph-memory")
			.run(args));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port() {
		return this.port;
	}

	/**
	 * Return the address of something at the service's own port.
	 */
	URI uri(String path) {
		return URI.create("http://localhost:%d%s".formatted(port(), path));
	}

	/**
	 * Return the address of something at the port of the endpoints.
	 */
	URI managementUri(String path) {
		return URI.create("http://localhost:%s%s"
			.formatted(this.context.getEnvironment().getRequiredProperty("local.management.port"), path));
	}

	URI endpoint() {
		return uri(PATH);
	}

	void order(int orders) {
		for (int i = 0; i < orders; i++) {
			get(uri("/orders/" + i));
		}
	}

	/**
	 * Return the entry of a method in the endpoint's profiles.
	 */
	JsonNode profile(String name) {
		return entry("/profiles", "name", name);
	}

	/**
	 * Return the entry of a route in the endpoint's observations.
	 */
	JsonNode request(String uri) {
		return entry("/observations", "/tags/uri", uri);
	}

	private JsonNode entry(String section, String pointer, String value) {
		JsonNode entries = new JsonMapper().readTree(get(URI.create(endpoint() + section)));
		List<JsonNode> found = Stream.iterate(0, (i) -> i < entries.size(), (i) -> i + 1)
			.map(entries::get)
			.filter((entry) -> value.equals(entry.at(pointer.startsWith("/") ? pointer : "/" + pointer).asString("")))
			.toList();
		if (found.size() != 1) {
			throw new IllegalStateException("%d entries of '%s' in %s".formatted(found.size(), value, entries));
		}
		return found.get(0);
	}

	static String get(URI uri) {
		try {
			HttpResponse<String> answer = CLIENT.send(
					HttpRequest.newBuilder(uri).header("Accept", "application/json").build(), BodyHandlers.ofString());
			if (answer.statusCode() != 200) {
				throw new IllegalStateException("%s: %d %s".formatted(uri, answer.statusCode(), answer.body()));
			}
			return answer.body();
		}
		catch (IOException ex) {
			throw new IllegalStateException("No answer from " + uri, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while asking " + uri, ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
