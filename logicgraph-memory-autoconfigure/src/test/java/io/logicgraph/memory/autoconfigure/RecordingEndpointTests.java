package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.logicgraph.memory.profile.Allocations;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for recordings of allocation sites through the endpoint.
 */
class RecordingEndpointTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void recordsOnceAtATimeAndAnswersTheSites(String type) {
		try (ConfigurableApplicationContext context = run(type)) {
			assertThat(get(context, "/recording").body()).isEqualTo("{\"state\":\"none\"}");
			assertProblem(get(context, "/sites"), 404, "No recording of allocation sites was made yet.");
			assertProblem(get(context, "/sites?format=collapsed"), 404,
					"No recording of allocation sites was made yet.");
			assertProblem(post(context, "{\"seconds\": 601}"), 400, "A recording must take from 1 to 600 seconds");
			assertProblem(post(context, "{\"samplesPerSecond\": 0}"), 400,
					"The samples per second must be a number from 1 to 10000, was 0");
			assertProblem(post(context, "{\"second\": 1}"), 400, "Use seconds, samplesPerSecond.");
			JsonNode started = json(post(context, "{\"seconds\": 2, \"samplesPerSecond\": 500}"));
			assertThat(started.path("state").asString()).isEqualTo("recording");
			assertThat(started.path("samplesPerSecond").asInt()).isEqualTo(500);
			assertProblem(post(context, "{}"), 409, "A recording is running until ");
			Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10)).until(() -> {
				for (int i = 0; i < 1000; i++) {
					Allocations.allocate(10_000);
				}
				return json(get(context, "/recording")).path("state").asString().equals("done");
			});
			JsonNode sites = json(get(context, "/sites"));
			assertThat(sites.path("seconds").asDouble()).isGreaterThanOrEqualTo(2);
			assertThat(sites.path("sites").size()).isPositive();
			assertThat(sites.path("sites").get(0).path("frames").size()).isPositive();
			for (String accept : List.of("*/*", "text/plain", "application/json", BROWSER)) {
				HttpResponse<String> collapsed = get(context, "/sites?format=collapsed", accept);
				assertThat(collapsed.headers().firstValue("Content-Type")).as(accept)
					.hasValue("text/plain;charset=UTF-8");
				assertThat(collapsed.body()).as(accept).isEqualTo(collapsed(sites));
			}
			for (String accept : List.of("text/plain, */*;q=0.5", "text/plain", BROWSER)) {
				HttpResponse<String> json = get(context, "/sites", accept);
				assertThat(json.headers().firstValue("Content-Type").orElseThrow()).as(accept).contains("json");
				assertThat(json(json)).as(accept).isEqualTo(sites);
			}
			assertProblem(get(context, "/sites?format=svg"), 400,
					"There is no format 'svg'. Use 'collapsed', or leave it out for JSON.");
		}
	}

	private static String collapsed(JsonNode sites) {
		StringBuilder lines = new StringBuilder();
		for (JsonNode site : sites.path("sites")) {
			List<String> stack = new ArrayList<>(List.of(site.path("className").asString()));
			site.path("frames").forEach((frame) -> stack.add(frame.asString()));
			stack.add(site.path("profile").asString(""));
			stack.add(site.path("observation").asString(""));
			stack.removeIf(String::isEmpty);
			Collections.reverse(stack);
			lines.append(String.join(";", stack)).append(' ').append(site.path("estimatedBytes")).append('\n');
		}
		return lines.toString();
	}

	private void assertProblem(HttpResponse<String> response, int status, String detail) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
		assertThat(json(response).path("detail").asString()).contains(detail);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
		return HttpExchange.send(this.client, request(context, path).build());
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path, String accept) {
		return HttpExchange.send(this.client, request(context, path).header("Accept", accept).build());
	}

	private HttpResponse<String> post(ConfigurableApplicationContext context, String body) {
		return HttpExchange.send(this.client,
				request(context, "/recording").header("Content-Type", "application/json")
					.POST(BodyPublishers.ofString(body))
					.build());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest
			.newBuilder(URI.create("http://localhost:%s/actuator/logicgraph-memory%s".formatted(port, path)));
	}

	private static ConfigurableApplicationContext run(String type) {
		return new SpringApplicationBuilder(Application.class).run("--server.port=0",
				"--spring.main.web-application-type=" + type,
				"--management.endpoints.web.exposure.include=logicgraph-memory");
	}

	@EnableUnsecuredAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
