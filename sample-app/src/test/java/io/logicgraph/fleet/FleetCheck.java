package io.logicgraph.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the dashboard and the rules with a real Prometheus that scrapes three
 * instances under load: one leaks contexts and makes calls that can't be measured, one
 * begins to allocate three times as much, one runs on virtual threads. Times in the rules
 * are shortened: a week is half a minute.
 */
class FleetCheck {

	private static final Path FILES = Path.of("../docs/observability");

	private static final Map<String, String> TIMES = Map.of("[5m]", "[6s]", "[15m]", "[20s]", "offset 1w", "offset 30s",
			"for: 15m", "for: 3s");

	private static final int BYTES = 400_000;

	private static final Duration BEFORE = Duration.ofSeconds(45);

	private static final Duration AFTER = Duration.ofSeconds(35);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final JsonMapper JSON = new JsonMapper();

	private static final List<Process> PROCESSES = new ArrayList<>();

	private static final ScheduledExecutorService LOAD = Executors.newScheduledThreadPool(4);

	private static final AtomicInteger BYTES_OF_THE_SECOND = new AtomicInteger(BYTES);

	@TempDir
	static Path directory;

	private static int prometheus;

	private static Instance leaking;

	private static Instance regressing;

	private static Instance virtual;

	@BeforeAll
	static void runTheFleet() throws Exception {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "SKIPPED: one instance needs virtual threads");
		requirePrometheus();
		leaking = start("leaking", List.of(), "--logicgraph.memory.pool.leak-detection.level=full",
				"--logicgraph.memory.pool.leak-detection.threshold=2s", "--logicgraph.memory.live-heap.window=10s",
				"--logicgraph.memory.profiled.virtual-threads=unavailable");
		regressing = start("regressing", List.of());
		virtual = start("virtual", opens(), "--spring.threads.virtual.enabled=true",
				"--logicgraph.memory.profiled.virtual-threads=exact");
		startPrometheus();
		for (Instance instance : List.of(leaking, regressing, virtual)) {
			instance.await();
		}
		repeat(50, () -> leaking.get("/fleet/quote?bytes=" + BYTES));
		repeat(50, () -> regressing.get("/fleet/quote?bytes=" + BYTES_OF_THE_SECOND.get()));
		repeat(50, () -> virtual.get("/fleet/quote?bytes=" + BYTES));
		repeat(500, () -> leaking.get("/fleet/unmeasured"));
		repeat(1000, () -> leaking.get("/fleet/collect"));
		Thread.sleep(BEFORE.toMillis());
		assertThat(firing()).containsExactly("LogicgraphUnmeasuredCalls leaking");
		repeat(1000, () -> leaking.get("/fleet/leak"));
		BYTES_OF_THE_SECOND.set(3 * BYTES);
		Thread.sleep(AFTER.toMillis());
	}

	@AfterAll
	static void stopTheFleet() throws InterruptedException {
		LOAD.shutdownNow();
		LOAD.awaitTermination(10, TimeUnit.SECONDS);
		PROCESSES.forEach(Process::destroyForcibly);
	}

	@Test
	void alertsFireWhereTheyAreProvokedAndNowhereElse() {
		assertThat(firing()).containsExactly("LogicgraphBytesPerCallGrew regressing",
				"LogicgraphBytesPerRequestGrew regressing", "LogicgraphContextLeak leaking",
				"LogicgraphUnmeasuredCalls leaking");
	}

	@Test
	void eachRuleIsHealthy() {
		List<String> rules = new ArrayList<>();
		for (JsonNode group : api("rules", Map.of()).path("groups")) {
			for (JsonNode rule : group.path("rules")) {
				rules.add(rule.path("name").asString());
				assertThat(rule.path("health").asString()).as(rule.toString()).isEqualTo("ok");
				if (rule.path("type").asString().equals("recording")) {
					assertThat(values(rule.path("name").asString())).as(rule.toString()).isNotEmpty();
				}
			}
		}
		assertThat(rules).hasSize(13);
	}

	@Test
	void eachQueryOfTheDashboardReturnsData() throws IOException {
		Map<String, List<Double>> found = new LinkedHashMap<>();
		JsonNode dashboard = JSON.readTree(Files.readString(FILES.resolve("grafana-dashboard.json")));
		for (JsonNode panel : dashboard.path("panels")) {
			for (JsonNode target : panel.path("targets")) {
				String query = substitute(target.path("expr").asString());
				found.put(query, values(query));
			}
		}
		for (JsonNode annotation : dashboard.path("annotations").path("list")) {
			String query = substitute(annotation.path("expr").asString());
			found.put(query, values(query));
		}
		assertThat(found).hasSizeGreaterThan(20)
			.allSatisfy((query, values) -> assertThat(values).as(query)
				.anySatisfy((value) -> assertThat(value).isNotNaN()));
	}

	@Test
	void eachVariableOfTheDashboardHasValues() throws IOException {
		JsonNode dashboard = JSON.readTree(Files.readString(FILES.resolve("grafana-dashboard.json")));
		Map<String, String> queries = new LinkedHashMap<>();
		for (JsonNode variable : dashboard.path("templating").path("list")) {
			if (variable.path("type").asString().equals("query")) {
				queries.put(variable.path("name").asString(), variable.path("query").asString());
			}
		}
		assertThat(queries).containsOnlyKeys("application", "instance", "method", "uri").allSatisfy((name, query) -> {
			assertThat(query).startsWith("label_values(").endsWith(", " + name + ")");
			String metric = query.substring("label_values(".length(), query.lastIndexOf(','));
			assertThat(values("count by (%s) (%s)".formatted(name, substitute(metric)))).isNotEmpty();
		});
	}

	@Test
	void bytesOfRequestsAreThoseOfTheWork() {
		for (Instance instance : List.of(leaking, regressing, virtual)) {
			String labels = "{application=\"fleet\",instance=\"%s\",uri=\"/fleet/quote\",quality=\"exact\"}"
				.formatted(instance.address());
			String mean = "http_server_requests_allocated_bytes_sum%s / http_server_requests_allocated_bytes_count%s"
				.formatted(labels, labels);
			assertThat(values(mean)).as(instance.name())
				.hasSize(1)
				.allSatisfy((value) -> assertThat(value).isBetween((double) BYTES, 4.0 * BYTES));
		}
	}

	/**
	 * Return each alert that has fired, with the instance that it names.
	 */
	private static TreeSet<String> firing() {
		TreeSet<String> alerts = new TreeSet<>();
		for (JsonNode sample : query("count_over_time(ALERTS{alertstate=\"firing\"}[10m])")) {
			JsonNode labels = sample.path("metric");
			alerts.add(labels.path("alertname").asString() + " " + name(labels.path("instance").asString()));
		}
		return alerts;
	}

	private static String name(String address) {
		for (Instance instance : List.of(leaking, regressing, virtual)) {
			if (instance.address().equals(address)) {
				return instance.name();
			}
		}
		return address;
	}

	private static String substitute(String query) {
		return shorten(
				query.replaceAll("\\$(application|instance|method|uri)\\b", ".*").replace("$__rate_interval", "10s"));
	}

	private static String shorten(String text) {
		String shortened = text;
		for (Map.Entry<String, String> time : TIMES.entrySet()) {
			shortened = shortened.replace(time.getKey(), time.getValue());
		}
		return shortened;
	}

	private static List<Double> values(String query) {
		List<Double> values = new ArrayList<>();
		for (JsonNode sample : query(query)) {
			values.add(Double.valueOf(sample.path("value").get(1).asString().replace("+Inf", "Infinity")));
		}
		return values;
	}

	private static JsonNode query(String query) {
		return api("query", Map.of("query", query)).path("result");
	}

	private static JsonNode api(String path, Map<String, String> parameters) {
		StringBuilder url = new StringBuilder("http://localhost:%d/api/v1/%s?".formatted(prometheus, path));
		parameters.forEach(
				(key, value) -> url.append(key).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
		JsonNode answer = JSON.readTree(get(url.toString()));
		assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("success");
		return answer.path("data");
	}

	private static String get(String url) {
		try {
			HttpResponse<String> response = CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(),
					BodyHandlers.ofString());
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void repeat(long millis, Runnable request) {
		LOAD.scheduleAtFixedRate(() -> {
			try {
				request.run();
			}
			catch (UncheckedIOException | IllegalStateException ex) {
				// The fleet is being stopped. If it isn't, the figures are missing.
			}
		}, 0, millis, TimeUnit.MILLISECONDS);
	}

	private static Instance start(String name, List<String> options, String... arguments) throws IOException {
		int port = freePort();
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m",
						"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
		command.addAll(options);
		command.addAll(List.of(FleetInstance.class.getName(), "--server.port=" + port,
				"--management.metrics.tags.application=fleet"));
		command.addAll(List.of(arguments));
		run(name, command);
		return new Instance(name, port);
	}

	private static List<String> opens() {
		List<String> opens = new ArrayList<>(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED",
				"--add-opens=java.management/sun.management=ALL-UNNAMED"));
		if (Runtime.version().feature() >= 26) {
			opens.add("--enable-final-field-mutation=ALL-UNNAMED");
		}
		return opens;
	}

	private static void requirePrometheus() throws InterruptedException {
		try {
			new ProcessBuilder("prometheus", "--version").start().waitFor();
		}
		catch (IOException ex) {
			Assumptions.abort("SKIPPED: install 'prometheus' to have the dashboard and the rules tested: " + ex);
		}
	}

	private static void startPrometheus() throws IOException {
		prometheus = freePort();
		Path rules = directory.resolve("rules.yml");
		Files.writeString(rules, shorten(Files.readString(FILES.resolve("prometheus-rules.yml"))));
		Path config = directory.resolve("prometheus.yml");
		Files.writeString(config, """
				global:
				  scrape_interval: 1s
				  evaluation_interval: 1s
				rule_files: ['%s']
				scrape_configs:
				  - job_name: fleet
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: ['%s', '%s', '%s']
				""".formatted(rules, leaking.address(), regressing.address(), virtual.address()));
		run("prometheus", List.of("prometheus", "--config.file=" + config,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=localhost:" + prometheus));
		Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
			api("rules", Map.of());
			return true;
		});
	}

	private static void run(String name, List<String> command) throws IOException {
		PROCESSES.add(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(Path.of("target", "fleet-" + name + ".log").toFile())
			.start());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private record Instance(String name, int port) {

		String address() {
			return "localhost:" + this.port;
		}

		String get(String path) {
			return FleetCheck.get("http://" + address() + path);
		}

		void await() {
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.ignoreExceptions()
				.until(() -> get("/actuator/health").contains("UP"));
		}

	}

}
