package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import io.logicgraph.memory.actuate.endpoint.MemoryPage;
import io.logicgraph.memory.docs.EndpointSecurity;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Security protects the endpoint as it protects Spring Boot's own, with
 * its defaults and with rules for all endpoints. The endpoint {@code loggers}, which can
 * be read and written, too, is the reference.
 */
class EndpointSecurityTests {

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));

	private static final List<String> ACCEPTED = List.of("application/json", "text/html", "*/*",
			"application/vnd.spring-boot.actuator.v3+json");

	private static final List<String> CONTENT_TYPES = List.of("multipart/form-data", "multipart/form-data; boundary=x",
			"*/*", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=*", "nonsense");

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@CsvSource({ "servlet, false", "servlet, true", "reactive, false", "reactive, true" })
	void nothingIsReachedThatIsNotOfLoggers(String type, boolean rules) {
		try (ConfigurableApplicationContext context = run(type, rules)) {
			PoolConfig config = context.getBean(ContextPool.class).config();
			for (String method : List.of("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")) {
				for (String accept : ACCEPTED) {
					for (String form : List.of("%s", "%s/", "/%s", "%s;a=b", "%s//", "%%2e/%s", "%s%%2f", "x/../%s")) {
						int own = status(context, method, form, "logicgraph-memory", "", accept, null);
						int reference = status(context, method, form, "loggers", "", accept, null);
						assertThat(own).as("%s %s as %s", method, form, accept).isEqualTo(reference);
					}
					for (String path : List.of("", "/pools", "/memory", "/profiles", "/leaks", "/unknown",
							"/pools/contextPool", page(context))) {
						int own = status(context, method, "%s", "logicgraph-memory", path, accept, null);
						int reference = status(context, method, "%s", "loggers", "/ROOT", accept, null);
						assertThat(own).as("%s %s as %s", method, path, accept)
							.isEqualTo(reference)
							.isIn(302, 401, 403);
					}
				}
			}
			assertThat(context.getBean(ContextPool.class).config()).isEqualTo(config);
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet, false", "servlet, true", "reactive, false", "reactive, true" })
	void whoIsAuthenticatedReachesWhatIsReachedOfLoggers(String type, boolean rules) {
		try (ConfigurableApplicationContext context = run(type, rules)) {
			assertThat(status(context, "GET", "%s", "logicgraph-memory", "", "*/*", BASIC)).isEqualTo(200);
			assertThat(status(context, "GET", "%s", "logicgraph-memory", "/pools/contextPool", "*/*", BASIC))
				.isEqualTo(200);
			assertThat(status(context, "GET", "%s", "logicgraph-memory", "", "text/html", BASIC)).isEqualTo(200);
			assertThat(status(context, "GET", "%s", "logicgraph-memory", page(context), "*/*", BASIC)).isEqualTo(200);
			int write = status(context, "POST", "%s", "logicgraph-memory", "/pools/contextPool", "*/*", BASIC);
			assertThat(write / 100).isEqualTo(status(context, "POST", "%s", "loggers", "/ROOT", "*/*", BASIC) / 100);
			assertThat(context.getBean(ContextPool.class).config().maxPooled()).isEqualTo((write == 200) ? 7 : 100);
			assertThat(write == 200).isEqualTo(rules);
		}
	}

	/**
	 * A form that Tomcat can't parse is a bad request as soon as Spring Security asks for
	 * a parameter.
	 */
	@ParameterizedTest
	@CsvSource({ "servlet, false", "servlet, true", "reactive, false", "reactive, true" })
	void contentTypeThatIsNotConsumedOpensNothing(String type, boolean rules) {
		try (ConfigurableApplicationContext context = run(type, rules)) {
			PoolConfig config = context.getBean(ContextPool.class).config();
			for (String contentType : CONTENT_TYPES) {
				for (String method : List.of("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")) {
					for (String path : List.of("", "/pools/contextPool")) {
						assertThat(status(context, method, "%s", "logicgraph-memory", path, contentType, "*/*", null))
							.as("%s %s as %s", method, path, contentType)
							.isIn(302, 400, 401, 403);
					}
				}
				assertThat(status(context, "POST", "%s", "logicgraph-memory", "/pools/contextPool", contentType, "*/*",
						BASIC))
					.as(contentType)
					.isEqualTo(status(context, "POST", "%s", "loggers", "/ROOT", contentType, "*/*", BASIC));
			}
			assertThat(context.getBean(ContextPool.class).config()).isEqualTo(config);
		}
	}

	@Test
	void rulesOfTheGuideOpenWritesToTheRoleOnly() {
		for (String role : List.of("ACTUATOR", "OTHER")) {
			boolean allowed = role.equals("ACTUATOR");
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(EndpointSecurity.class,
					Application.class)
				.properties("spring.main.web-application-type=servlet", "server.port=0",
						"management.endpoints.web.exposure.include=*", "spring.security.user.name=user",
						"spring.security.user.password=secret", "spring.security.user.roles=" + role)
				.run()) {
				for (String endpoint : List.of("logicgraph-memory", "loggers")) {
					assertThat(status(context, "GET", "%s", endpoint, "", "*/*", null)).isEqualTo(401);
					assertThat(status(context, "GET", "%s", endpoint, "", "*/*", BASIC)).isEqualTo(allowed ? 200 : 403);
				}
				assertThat(status(context, "DELETE", "%s", "logicgraph-memory", "/profiles", "*/*", BASIC))
					.isEqualTo(allowed ? 204 : 403);
			}
		}
	}

	@Test
	void writeWithoutTokenIsUnauthorizedByDefaultAsForLoggers() {
		try (ConfigurableApplicationContext context = run("servlet", false)) {
			assertThat(status(context, "DELETE", "%s", "logicgraph-memory", "/profiles", "*/*", BASIC)).isEqualTo(401);
			assertThat(status(context, "POST", "%s", "loggers", "/ROOT", "*/*", BASIC)).isEqualTo(401);
		}
	}

	private static String page(ConfigurableApplicationContext context) {
		return "/page/%s/app.js".formatted(context.getBean(MemoryPage.class).version());
	}

	private int status(ConfigurableApplicationContext context, String method, String form, String endpoint, String path,
			String accept, String authorization) {
		return status(context, method, form, endpoint, path, "application/json", accept, authorization);
	}

	private int status(ConfigurableApplicationContext context, String method, String form, String endpoint, String path,
			String contentType, String accept, String authorization) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + form.formatted(endpoint) + path))
			.header("Accept", accept)
			.header("Content-Type", contentType)
			.method(method,
					"POST".equals(method) ? BodyPublishers.ofString(
							endpoint.equals("loggers") ? "{\"configuredLevel\": \"INFO\"}" : "{\"maxPooled\": \"7\"}")
							: BodyPublishers.noBody());
		if (authorization != null) {
			request.header("Authorization", authorization);
		}
		try {
			return this.client.send(request.build(), BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static ConfigurableApplicationContext run(String webApplicationType, boolean rules) {
		return new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=" + webApplicationType, "server.port=0",
					"management.endpoints.web.exposure.include=*", "spring.security.user.name=user",
					"spring.security.user.password=secret", "test.rules=" + rules)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { JettyServletWebServerAutoConfiguration.class, JettyReactiveWebServerAutoConfiguration.class })
	static class Application {

		/**
		 * Only endpoints ask for authentication.
		 */
		@Bean
		@ConditionalOnWebApplication(type = Type.SERVLET)
		@ConditionalOnBooleanProperty("test.rules")
		SecurityFilterChain servletRules(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.toAnyEndpoint())
					.authenticated()
					.anyRequest()
					.permitAll())
				.csrf((csrf) -> csrf.disable())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		/**
		 * The same for reactive applications.
		 */
		@Bean
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		@ConditionalOnBooleanProperty("test.rules")
		SecurityWebFilterChain reactiveRules(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(exchanges) -> exchanges
							.matchers(
									org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest
										.toAnyEndpoint())
							.authenticated()
							.anyExchange()
							.permitAll())
				.csrf((csrf) -> csrf.disable())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
