package io.logicgraph.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the actuator shows of the service after its start.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ActuatorTests {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void theEndpointShowsThePoolTheMemoryAndTheProfiledMethods() throws Exception {
		JsonNode report = JsonMapper.shared().readTree(get("/actuator/logicgraph-memory"));
		JsonNode stats = report.path("pools").path("contextPool").path("stats");
		assertThat(stats.path("totalAcquired").asLong()).isGreaterThanOrEqualTo(10_000);
		assertThat(stats.path("created").asLong()).isPositive();
		assertThat(stats.path("active").asLong()).isZero();
		assertThat(report.path("memory").path("contextAllocations").asLong()).isPositive();
		List<String> profiles = report.path("profiles")
			.valueStream()
			.map((row) -> row.path("name").asString())
			.toList();
		assertThat(profiles).contains("ReplayService.replayPooled", "ReplayService.replayUnpooled");
	}

	@Test
	void prometheusGetsTheMeters() throws Exception {
		assertThat(get("/actuator/prometheus")).contains("logicgraph_pool_acquired_total{")
			.contains("logicgraph_pool_reuse_ratio{")
			.contains("logicgraph_profiled_allocated_bytes_sum{")
			.contains("method=\"replayPooled\"");
	}

	private String get(String path) throws IOException, InterruptedException {
		HttpResponse<String> response = CLIENT.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

}
