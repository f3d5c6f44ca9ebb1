package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolMisuseException;
import io.logicgraph.memory.profile.AllocationTracker;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that names and values with line breaks, quotes or markup are escaped wherever
 * they show.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileNamesTests {

	private static final String NAME = "a\"b\\<script>'&\r\nWARN forged\u2028\u001b[2J\u202e";

	private final JsonMapper jsonMapper = new JsonMapper();

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void endpointAndPrometheusEscapeThem(String type) throws Exception {
		try (ConfigurableApplicationContext context = run(type)) {
			context.getBean(ProfileRegistry.class)
				.profile(new ProfileId(NAME, NAME, NAME))
				.measured(1, 0, Quality.EXACT, null);
			HttpResponse<String> report = get(context, "");
			assertThat(report.headers().firstValue("Content-Type").orElseThrow()).contains("json");
			assertThat(report.body()).doesNotContain("\n", "\r", "\u001b");
			Map<String, Object> body = this.jsonMapper.readerForMapOf(Object.class).readValue(report.body());
			assertThat(body).extractingByKey("pools", InstanceOfAssertFactories.MAP).containsOnlyKeys(NAME, "orders");
			assertThat(((Map<?, ?>) ((List<?>) body.get("profiles")).get(0)).get("name")).isEqualTo(NAME);
			String scraped = context.getBean(PrometheusMeterRegistry.class).scrape();
			assertThat(scraped.split("\n"))
				.anyMatch((line) -> line.startsWith("logicgraph_pool_max")
						&& line.contains("pool=\"a\\\"b\\\\<script>'&\r\\nWARN forged"))
				.noneMatch((line) -> line.startsWith("WARN forged"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void problemEscapesTheValueThatWasSent(String type) throws Exception {
		try (ConfigurableApplicationContext context = run(type)) {
			String body = this.jsonMapper.writeValueAsString(Map.of("maxPooled", "1" + NAME));
			HttpResponse<String> problem = post(context, "/pools/orders", body);
			assertThat(problem.statusCode()).isEqualTo(400);
			assertThat(problem.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(problem.body()).doesNotContain("\n", "\r", "\u001b", "\u2028", "\u202e");
			assertThat(this.jsonMapper.readTree(problem.body()).get("detail").asString())
				.contains("maxPooled must be a whole number, was '1a\"b", "\\r\\nWARN forged\\u2028\\u001b[2J");
			// Servers may refuse such a path before the endpoint sees it.
			HttpResponse<String> other = post(context, "/pools/" + encode(NAME), body);
			assertThat(other.statusCode()).isBetween(400, 499);
			assertThat(other.body()).doesNotContain("\r", "\u001b", "\u2028", "\u202e");
		}
	}

	@Test
	void logLinesAndMessagesOfAPoolEscapeThem(CapturedOutput output) {
		ContextPool pool = new ContextPool(NAME, PoolConfig.defaults());
		Context context = pool.acquire();
		assertThat(pool.toString()).doesNotContain("\n", "\r", "\u001b", "\u2028");
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> pool.release(new Context()))
			.satisfies(
					(ex) -> assertThat(ex.getMessage()).contains("\\r\\nWARN forged").doesNotContain("\n", "\u001b"));
		pool.close();
		context.clear();
		assertThat(output.getOut()).contains("was closed while 1 of its contexts were active");
		assertThat(output.getOut().lines()).noneMatch((line) -> line.startsWith("WARN forged"));
		assertThat(output.getOut()).doesNotContain("\u001b[2J", "\u2028");
	}

	@Test
	void logLinesOfProfilesEscapeThem(CapturedOutput output) {
		new AllocationTracker(NAME).stop();
		ProfileRegistry profiles = new ProfileRegistry(1, (id) -> {
			throw new IllegalStateException("expected");
		});
		profiles.profile(new ProfileId(NAME, "", ""));
		profiles.profile(new ProfileId("2" + NAME, "", ""));
		assertThat(output.getOut()).contains("Allocations: ", "There are 1 profiles already",
				"is not recorded as a meter");
		assertThat(output.getOut().lines()).noneMatch((line) -> line.startsWith("WARN forged"));
		assertThat(output.getOut()).doesNotContain("\u001b[2J", "\u2028");
	}

	@Test
	void analysisOfAWrongPropertyEscapesItsValue() {
		new ApplicationContextRunner().withUserConfiguration(Properties.class)
			.withInitializer((context) -> context.getEnvironment()
				.getSystemProperties()
				.put("logicgraph.memory.pool.max-pooled", NAME))
			.run((context) -> {
				FailureAnalysis analysis = new MemoryPropertyBindFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("\\r\\nWARN forged").doesNotContain("\n", "\u001b");
			});
		System.clearProperty("logicgraph.memory.pool.max-pooled");
	}

	private static String encode(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
		return HttpClient.newHttpClient().send(request(context, path).build(), BodyHandlers.ofString());
	}

	private static HttpResponse<String> post(ConfigurableApplicationContext context, String path, String body)
			throws Exception {
		HttpRequest request = request(context, path).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/logicgraph-memory" + path));
	}

	private static ConfigurableApplicationContext run(String type) {
		return new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=" + type, "server.port=0",
					"management.endpoints.web.exposure.include=logicgraph-memory")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(NAME, ContextPool.class,
					() -> new ContextPool(NAME, PoolConfig.defaults())))
			.run();
	}

	@EnableUnsecuredAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		ContextPool orders() {
			return new ContextPool("orders", PoolConfig.defaults());
		}

		@Bean
		PrometheusMeterRegistry prometheusMeterRegistry() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(MemoryProperties.class)
	static class Properties {

	}

}
