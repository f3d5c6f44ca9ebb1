package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what Spring refuses before it calls the endpoint is refused as it is for
 * Spring Boot's own endpoint {@code loggers}, which can be written, too.
 */
class EndpointAgainstLoggersTests {

	private static final List<String> TYPES = List.of("application/json", "multipart/form-data",
			"multipart/form-data; boundary=", "multipart/form-data; boundary=x", "Multipart/Mixed", "multipart/",
			"multipart/form-data; =", "*/*", "*", "*/json", "application/*", "application/*+json",
			"application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=*",
			"text/plain;charset=iso-2022-cn", "nonsense", ";", "/", "application/json;charset=*",
			"application/json;charset=nonsense");

	private static final List<String> BODIES = List.of("", "{", "[]", "\"text\"", "{\"maxPooled\": {\"a\": 1}}",
			"maxPooled=7&a=%zz&%=%", "--x\r\nContent-Disposition: form-data; name=\"maxPooled\"\r\n\r\n7\r\n--x--\r\n");

	private static final String MANAGEMENT_PORT = "--management.server.port=0 --spring.autoconfigure.exclude="
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper jsonMapper = new JsonMapper();

	@ParameterizedTest
	@ValueSource(strings = { "--spring.main.web-application-type=servlet",
			"--spring.main.web-application-type=servlet --management.server.port=0",
			"--spring.main.web-application-type=reactive",
			"--spring.main.web-application-type=reactive " + MANAGEMENT_PORT })
	void whatCannotBeReadIsRefusedAsByLoggers(String arguments) {
		try (ConfigurableApplicationContext context = run(arguments)) {
			PoolConfig config = context.getBean(ContextPool.class).config();
			for (String type : TYPES) {
				for (String body : BODIES) {
					for (String method : List.of("GET", "POST", "PUT", "PATCH", "OPTIONS")) {
						HttpResponse<String> own = exchange(context, method, "logicgraph-memory/pools/contextPool",
								type, body);
						HttpResponse<String> loggers = exchange(context, method, "loggers/io.logicgraph", type, body);
						if (loggers.statusCode() == 204) {
							// There is no setting; loggers takes that as no level.
							assertThat(own.statusCode()).as("%s of %s '%s'", method, type, body).isEqualTo(400);
							assertThat(own.body()).contains("no setting was given. Use maxPooled,");
						}
						else {
							assertThat(own.statusCode()).as("%s of %s '%s'", method, type, body)
								.isEqualTo(loggers.statusCode());
						}
					}
				}
			}
			assertThat(context.getBean(ContextPool.class).config()).isEqualTo(config);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void springsProblemDetailsNameWhatIsWrongWithARequestThatCannotBeRead(String type) {
		try (ConfigurableApplicationContext context = run("--spring.main.web-application-type=" + type,
				"--spring.mvc.problemdetails.enabled=true", "--spring.webflux.problemdetails.enabled=true")) {
			assertThatProblemIsAsOfLoggers(context, "application/json", "{", 400);
			assertThatProblemIsAsOfLoggers(context, "text/plain", "maxPooled=7", 415);
			assertThatProblemIsAsOfLoggers(context, "text/plain", "", 415);
		}
	}

	private void assertThatProblemIsAsOfLoggers(ConfigurableApplicationContext context, String type, String body,
			int status) {
		HttpResponse<String> own = exchange(context, "POST", "logicgraph-memory/pools/contextPool", type, body);
		HttpResponse<String> loggers = exchange(context, "POST", "loggers/io.logicgraph", type, body);
		assertThat(own.statusCode()).isEqualTo(status).isEqualTo(loggers.statusCode());
		assertThat(own.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = this.jsonMapper.readTree(own.body());
		assertThat(problem.get("detail")).isEqualTo(this.jsonMapper.readTree(loggers.body()).get("detail")).isNotNull();
		assertThat(problem.get("status").asInt()).isEqualTo(status);
	}

	private HttpResponse<String> exchange(ConfigurableApplicationContext context, String method, String path,
			String type, String body) {
		String port = context.getEnvironment().getRequiredProperty("local.management.port");
		return HttpExchange.send(this.client,
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
					.header("Content-Type", type)
					.method(method, BodyPublishers.ofString(body))
					.build());
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "management.endpoints.web.exposure.include=logicgraph-memory,loggers")
			.run(String.join(" ", arguments).split(" "));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

	}

}
