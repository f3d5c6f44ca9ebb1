package io.logicgraph.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for what a collector gets by OTLP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OtlpExportTests {

	private static final Map<String, Metric> RECEIVED = new ConcurrentHashMap<>();

	private static final HttpServer COLLECTOR = startCollector();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void exportToTheCollector(DynamicPropertyRegistry properties) {
		properties.add("management.otlp.metrics.export.enabled", () -> "true");
		properties.add("management.otlp.metrics.export.step", () -> "1s");
		properties.add("management.otlp.metrics.export.url",
				() -> "http://localhost:%d/v1/metrics".formatted(COLLECTOR.getAddress().getPort()));
	}

	@AfterAll
	static void stopCollector() {
		COLLECTOR.stop(0);
	}

	@Test
	void namesAndUnitsAreThoseOfTheMeters() throws Exception {
		HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:%d/flights/replay".formatted(this.port)))
				.POST(BodyPublishers.noBody())
				.build(), BodyHandlers.discarding());
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> RECEIVED.keySet()
				.containsAll(List.of("http.server.requests.allocated", "logicgraph.profiled.allocated",
						"logicgraph.pool.acquired", "logicgraph.jvm.allocated")));
		assertThat(units()).contains(entry("http.server.requests.allocated", "bytes"),
				entry("logicgraph.profiled.allocated", "bytes"), entry("logicgraph.jvm.allocated", "bytes"),
				entry("logicgraph.pool.idle", "contexts"), entry("logicgraph.pool.active", "contexts"),
				entry("logicgraph.pool.max", "contexts"), entry("logicgraph.pool.retained", "bytes"),
				entry("logicgraph.memory.current", "bytes"), entry("logicgraph.memory.peak", "bytes"));
		assertThat(RECEIVED.get("logicgraph.pool.acquired").getSum().getIsMonotonic()).isTrue();
		assertThat(RECEIVED.get("logicgraph.pool.idle").hasGauge()).isTrue();
		assertThat(RECEIVED.get("http.server.requests.allocated").hasHistogram()).isTrue();
	}

	private static Map<String, String> units() {
		Map<String, String> units = new ConcurrentHashMap<>();
		RECEIVED.forEach((name, metric) -> units.put(name, metric.getUnit()));
		return units;
	}

	private static HttpServer startCollector() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/v1/metrics", OtlpExportTests::receive);
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void receive(HttpExchange exchange) throws IOException {
		boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		var body = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
		ExportMetricsServiceRequest.parseFrom(body)
			.getResourceMetricsList()
			.forEach((resource) -> resource.getScopeMetricsList()
				.forEach(
						(scope) -> scope.getMetricsList().forEach((metric) -> RECEIVED.put(metric.getName(), metric))));
		exchange.sendResponseHeaders(200, -1);
		exchange.close();
	}

}
