package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests whose content type the endpoint doesn't consume, wherever it is, and
 * that requests for anything else are left alone.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointContentTypeTests {

	private static final List<String> TYPES = List.of("multipart/form-data", "multipart/form-data; boundary=",
			"multipart/form-data; boundary=x", "Multipart/Mixed", "multipart/", "multipart/form-data; =", "*/*", "*",
			"*/json", "application/*", "application/*+json", "application/x-www-form-urlencoded",
			"application/x-www-form-urlencoded;charset=*", "text/plain;charset=iso-2022-cn", "nonsense", ";", "/",
			"application/json;charset=*", "application/json;charset=nonsense");

	private static final List<String> BODIES = List.of("", "{\"maxPooled\": 7}", "maxPooled=7&a=%zz&%=%",
			"--x\r\nContent-Disposition: form-data; name=\"maxPooled\"\r\n\r\n7\r\n--x--\r\n");

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					/actuator/logicgraph-memory, ''
					/app/mvc/logicgraph-memory,  --server.servlet.context-path=/app --spring.mvc.servlet.path=/mvc --management.endpoints.web.base-path=/
					/actuator/logicgraph-memory, --management.server.port=0
					/manage/ops/a/mem,           --management.server.port=0 --management.server.base-path=/manage --management.endpoints.web.base-path=/ops --management.endpoints.web.path-mapping.logicgraph-memory=a/mem
					""")
	void contentTypeThatIsNotConsumedIsUnsupportedWithSpringMvc(String path, String properties, CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("servlet", properties.split(" "))) {
			for (String type : TYPES) {
				for (String body : BODIES) {
					for (String method : List.of("PUT", "PATCH", "OPTIONS")) {
						assertThat(status(context, method, path + "/pools/contextPool", type, body))
							.as("%s of %s '%s'", method, type, body)
							.isBetween(200, 499);
					}
					assertThat(status(context, "POST", path + "/pools/contextPool", type, body))
						.as("POST of %s '%s'", type, body)
						.isEqualTo(415);
					assertThat(status(context, "GET", path, type, body)).as("GET with %s '%s'", type, body)
						.isEqualTo(200);
					assertThat(status(context, "DELETE", path + "/pools", type, body))
						.as("DELETE with %s '%s'", type, body)
						.isEqualTo(204);
				}
			}
			assertThat(context.getBean(ContextPool.class).config()).isEqualTo(PoolConfig.defaults());
			assertThat(status(context, "POST", path + "/pools/contextPool",
					"application/vnd.spring-boot.actuator.v3+json;charset=utf-8", "{\"maxPooled\": 7}"))
				.isEqualTo(200);
		}
		assertThat(output.getOut().lines()).noneMatch((line) -> line.contains(" ERROR "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "",
			"--management.server.port=0 --spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration" })
	void contentTypeThatIsNotConsumedIsTheClientsFaultWithWebFlux(String properties) {
		String path = "/actuator/logicgraph-memory";
		try (ConfigurableApplicationContext context = run("reactive", properties.split(" "))) {
			for (String type : TYPES) {
				for (String body : BODIES) {
					for (String method : List.of("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")) {
						assertThat(status(context, method, path + "/pools/contextPool", type, body))
							.as("%s of %s '%s'", method, type, body)
							.isBetween(200, 499);
					}
				}
			}
			assertThat(context.getBean(ContextPool.class).config()).isEqualTo(PoolConfig.defaults());
		}
	}

	@Test
	void contentTypeOfOtherRequestsIsLeftAlone() {
		try (ConfigurableApplicationContext context = run("servlet")) {
			HttpResponse<String> response = exchange(context, "POST", "/actuator/logicgraph-memory-echo",
					"multipart/form-data; boundary=x", BODIES.get(3));
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("maxPooled is 7");
		}
	}

	private int status(ConfigurableApplicationContext context, String method, String path, String type, String body) {
		return exchange(context, method, path, type, body).statusCode();
	}

	private HttpResponse<String> exchange(ConfigurableApplicationContext context, String method, String path,
			String type, String body) {
		String port = context.getEnvironment().getRequiredProperty("local.management.port");
		URI uri = URI.create("http://localhost:" + port + path);
		return HttpExchange.send(this.client,
				HttpRequest.newBuilder(uri)
					.header("Content-Type", type)
					.method(method, BodyPublishers.ofString(body))
					.build());
	}

	private static ConfigurableApplicationContext run(String webApplicationType, String... arguments) {
		return new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=" + webApplicationType, "server.port=0",
					"management.endpoints.web.exposure.include=logicgraph-memory")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

		@Bean
		RouterFunction<ServerResponse> echo() {
			return RouterFunctions.route()
				.POST("/actuator/logicgraph-memory-echo",
						(request) -> ServerResponse.ok().body("maxPooled is " + request.param("maxPooled").orElse("")))
				.build();
		}

	}

}
