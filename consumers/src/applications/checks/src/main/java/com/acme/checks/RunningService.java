package com.acme.checks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A running service, looked at from outside.
 */
public final class RunningService {

	/**
	 * Bytes of {@code new byte[1000]}: 16 for header and length, 1,000 for the elements.
	 */
	public static final int BLOCK = 1016;

	/**
	 * Bytes of {@code new byte[1_000_000]}.
	 */
	public static final int LARGE_BLOCK = 1_000_016;

	/**
	 * Calls after which classes are loaded, and the JDK has settled on how to invoke a
	 * method by reflection. At 200, the compiler may add bytes of its own.
	 */
	public static final int SETTLING_CALLS = 150;

	private static final int CALLS = 10;

	/**
	 * What a framework may allocate for a small request.
	 */
	private static final int OVERHEAD = 300_000;

	private static final String ENDPOINT = "/actuator/logicgraph-memory";

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final int port;

	private final int managementPort;

	private final String user;

	public RunningService(int port) {
		this(port, port, null);
	}

	public RunningService(int port, int managementPort) {
		this(port, managementPort, null);
	}

	private RunningService(int port, int managementPort, String user) {
		this.port = port;
		this.managementPort = managementPort;
		this.user = user;
	}

	/**
	 * Return the same service, for requests by a user.
	 * @param user name and password, with a colon
	 * @return the service
	 */
	public RunningService as(String user) {
		return new RunningService(this.port, this.managementPort, user);
	}

	/**
	 * Check that {@code /block}, which calls a method that allocates {@link #BLOCK} once,
	 * is counted to the byte: by the endpoint and by the meters of the method, and of the
	 * request at least.
	 * @param method name of the profile
	 */
	public void countsBlocks(String method) {
		for (int i = 0; i < SETTLING_CALLS; i++) {
			assertThat(get("/block")).isEqualTo("1000");
		}
		double calls = meter("logicgraph_profiled_allocated_bytes_count", method);
		double bytes = meter("logicgraph_profiled_allocated_bytes_sum", method);
		assertThat(status("DELETE", ENDPOINT + "/profiles")).isEqualTo(204);
		for (int i = 0; i < CALLS; i++) {
			get("/block");
		}
		JsonNode profile = row("profiles", method);
		assertThat(profile.get("count").asInt()).isEqualTo(CALLS);
		assertThat(profile.get("totalBytes").asInt()).isEqualTo(CALLS * BLOCK);
		assertThat(profile.get("lastBytes").asInt()).isEqualTo(BLOCK);
		assertThat(profile.get("quality").asString()).isEqualTo("exact");
		assertThat(meter("logicgraph_profiled_allocated_bytes_count", method) - calls).isEqualTo(CALLS);
		assertThat(meter("logicgraph_profiled_allocated_bytes_sum", method) - bytes).isEqualTo(CALLS * BLOCK);
	}

	/**
	 * Check that requests for {@code /large}, which allocate {@link #LARGE_BLOCK}, are
	 * counted without a line of code.
	 */
	public void countsRequests() {
		for (int i = 0; i < SETTLING_CALLS; i++) {
			assertThat(get("/large")).isEqualTo("1000000");
		}
		Awaitility.await().until(() -> requests("/large").get("count").asInt() >= SETTLING_CALLS);
		assertThat(status("DELETE", ENDPOINT + "/observations")).isEqualTo(204);
		for (int i = 0; i < CALLS; i++) {
			get("/large");
		}
		JsonNode row = Awaitility.await()
			.until(() -> requests("/large"), (requests) -> requests.get("count").asInt() == CALLS);
		assertThat(row.get("meanBytes").asInt()).isBetween(LARGE_BLOCK, LARGE_BLOCK + OVERHEAD);
		assertThat(row.get("quality").asString()).isEqualTo("exact");
		assertThat(meter("http_server_requests_allocated_bytes_count", "/large")).isEqualTo(SETTLING_CALLS + CALLS);
		assertThat(meter("http_server_requests_allocated_bytes_sum", "/large"))
			.isGreaterThan((SETTLING_CALLS + CALLS) * LARGE_BLOCK);
	}

	/**
	 * Check that a browser gets the page, with its script and its style.
	 */
	public void hasPage() {
		HttpResponse<String> page = send("GET", this.managementPort, ENDPOINT, "text/html,*/*;q=0.8");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
		assertThat(page.body()).startsWith("<!DOCTYPE html>");
		for (String file : new String[] { "app.js", "page.css" }) {
			String path = page.body().replaceAll("(?s).*\"\\.(/[^\"]*/%s)\".*".formatted(file), "$1");
			assertThat(send("GET", this.managementPort, "/actuator" + path, "*/*").statusCode()).as(path)
				.isEqualTo(200);
		}
	}

	/**
	 * Return one of the rows of the endpoint.
	 * @param section {@code profiles} or {@code observations}
	 * @param name name of the row
	 * @return the row
	 */
	public JsonNode row(String section, String name) {
		return rows(section).filter((row) -> row.get("name").asString().equals(name)).findAny().orElseThrow();
	}

	/**
	 * Wait until calls are recorded, which may be after their result is there.
	 * @param name name of the profile
	 * @param calls how many
	 * @return the row
	 */
	public JsonNode await(String name, int calls) {
		Awaitility.await()
			.until(() -> rows("profiles")
				.anyMatch((row) -> row.get("name").asString().equals(name) && row.get("count").asInt() == calls));
		return row("profiles", name);
	}

	private JsonNode requests(String uri) {
		return rows("observations").filter((row) -> row.get("tags").get("uri").asString().equals(uri))
			.findAny()
			.orElseThrow();
	}

	private Stream<JsonNode> rows(String section) {
		return this.json.readTree(getFromActuator(ENDPOINT + "/" + section)).valueStream();
	}

	/**
	 * Return the whole answer of the endpoint.
	 * @return the answer
	 */
	public JsonNode report() {
		return this.json.readTree(getFromActuator(ENDPOINT));
	}

	/**
	 * Return the value of a meter as Prometheus reads it.
	 * @param name name of the meter
	 * @param tag value of one of its tags
	 * @return the sum over its other tags
	 */
	public double meter(String name, String tag) {
		return getFromActuator("/actuator/prometheus").lines()
			.filter((line) -> line.startsWith(name + "{") && line.contains("\"" + tag + "\""))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	/**
	 * Return what the service answers.
	 * @param path path with a slash
	 * @return the body
	 */
	public String get(String path) {
		return body(send("GET", this.port, path, "*/*"));
	}

	private String getFromActuator(String path) {
		return body(send("GET", this.managementPort, path, "*/*"));
	}

	private static String body(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	/**
	 * Return the status of an answer of the actuator.
	 * @param method the HTTP method
	 * @param path path with a slash
	 * @return the status
	 */
	public int status(String method, String path) {
		return send(method, this.managementPort, path, "*/*").statusCode();
	}

	private HttpResponse<String> send(String method, int port, String path, String accept) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Accept", accept);
		if (this.user != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(this.user.getBytes(StandardCharsets.UTF_8)));
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
