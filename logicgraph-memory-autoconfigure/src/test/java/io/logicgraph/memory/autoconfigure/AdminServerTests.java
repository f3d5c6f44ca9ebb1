package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the link to the page at a server of Spring Boot Admin.
 */
@SuppressWarnings("try")
class AdminServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String EXPOSED = "--management.endpoints.web.exposure.include=health,logicgraph-memory";

	private static final HttpClient client = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext server;

	@BeforeAll
	static void startServer() {
		server = new SpringApplicationBuilder(AdminServer.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--spring.main.banner-mode=off", "--spring.boot.admin.probed-endpoints=health",
					"--logicgraph.memory.enabled=false", "--spring.boot.admin.client.enabled=false");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void serverShowsALinkToThePage(String type) {
		try (ConfigurableApplicationContext ignored = service(type, type, EXPOSED,
				"--management.endpoints.web.base-path=/manage")) {
			JsonNode metadata = metadataOf(type);
			assertThat(metadata.path("sidebar.links.0.label").asString()).isEqualTo("What allocates here");
			String url = metadata.path("sidebar.links.0.url").asString();
			assertThat(url).endsWith("/manage/logicgraph-memory");
			HttpResponse<String> page = get(URI.create(url), "text/html");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.body()).startsWith("<!DOCTYPE html>");
		}
	}

	@Test
	void linkIsAfterThoseOfTheUser() {
		try (ConfigurableApplicationContext ignored = service("servlet", "links", EXPOSED,
				"--spring.boot.admin.client.instance.metadata.[sidebar.links.0.label]=Wiki",
				"--spring.boot.admin.client.instance.metadata.[sidebar.links.0.url]=http://localhost/wiki")) {
			JsonNode metadata = metadataOf("links");
			assertThat(metadata.path("sidebar.links.0.label").asString()).isEqualTo("Wiki");
			assertThat(metadata.path("sidebar.links.1.label").asString()).isEqualTo("What allocates here");
		}
	}

	@Test
	void serviceThatDoesNotExposeTheEndpointHasNoLink() {
		try (ConfigurableApplicationContext ignored = service("servlet", "hidden",
				"--management.endpoints.web.exposure.include=health")) {
			assertThat(metadataOf("hidden").propertyNames()).noneMatch((name) -> name.startsWith("sidebar"));
		}
	}

	private static ConfigurableApplicationContext service(String type, String name, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.boot.admin.probed-endpoints=health", "--spring.application.name=" + name,
				"--spring.boot.admin.client.instance.prefer-ip=true", "--spring.boot.admin.client.url=http://localhost:"
						+ server.getEnvironment().getProperty("local.server.port")));
		all.addAll(List.of(arguments));
		return new SpringApplicationBuilder(Service.class)
			.web(WebApplicationType.valueOf(type.toUpperCase(Locale.ROOT)))
			.run(all.toArray(String[]::new));
	}

	private static JsonNode metadataOf(String name) {
		URI instances = URI.create("http://localhost:" + server.getEnvironment().getProperty("local.server.port")
				+ "/instances?name=" + name);
		return Awaitility.await("registration of " + name).atMost(LIMIT).until(() -> {
			HttpResponse<String> response = get(instances, "application/json");
			JsonNode found = (response.statusCode() == 200) ? new JsonMapper().readTree(response.body()) : null;
			return (found != null && !found.isEmpty()) ? found.path(0).at("/registration/metadata") : null;
		}, (metadata) -> metadata != null);
	}

	private static HttpResponse<String> get(URI uri, String accept) {
		try {
			return client.send(HttpRequest.newBuilder(uri).header("Accept", accept).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	@EnableAdminServer
	@Import(OwnReactorResources.class)
	static class AdminServer {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	@Import(OwnReactorResources.class)
	static class Service {

	}

	/**
	 * Event loops of its own, so that the end of a service is not the end of those of the
	 * server.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnReactorResources {

		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			return factory;
		}

	}

}
