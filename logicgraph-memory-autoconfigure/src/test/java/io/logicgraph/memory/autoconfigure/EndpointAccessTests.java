package io.logicgraph.memory.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for where the endpoint can be reached, and for what.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointAccessTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=logicgraph-memory";

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void readOnlyAccessRefusesWrites(String type) {
		try (ConfigurableApplicationContext context = run(type, EXPOSED,
				"management.endpoint.logicgraph-memory.access=read-only")) {
			assertThat(status(context, "GET", "/logicgraph-memory")).isEqualTo(200);
			assertThat(status(context, "GET", "/logicgraph-memory/pools/contextPool")).isEqualTo(200);
			assertThat(status(context, "DELETE", "/logicgraph-memory/profiles")).isIn(404, 405);
			assertThat(status(context, "POST", "/logicgraph-memory/pools/contextPool")).isIn(404, 405);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void noAccessHidesTheEndpoint(String type) {
		try (ConfigurableApplicationContext context = run(type, EXPOSED,
				"management.endpoint.logicgraph-memory.access=none")) {
			assertThat(status(context, "GET", "/logicgraph-memory")).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void endpointIsNotExposedByDefault(String type) {
		try (ConfigurableApplicationContext context = run(type)) {
			assertThat(status(context, "GET", "/logicgraph-memory")).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void startAndFirstRequestLogNoWarning(String type, CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(type, EXPOSED)) {
			assertThat(status(context, "GET", "/logicgraph-memory")).isEqualTo(200);
		}
		assertThat(output.getOut().lines()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void whatIsUnknownIsLeftOutByTheApplicationsMapperToo(String type) {
		try (ConfigurableApplicationContext context = run(type, EXPOSED,
				"management.endpoints.jackson.isolated-json-mapper=false")) {
			context.getBean(ProfileRegistry.class).profile(new ProfileId("a", "", "")).unmeasured(null);
			HttpResponse<String> response = exchange(context, "GET", "/logicgraph-memory");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).contains("\"quality\":\"unavailable\"").doesNotContain(":null");
		}
	}

	@Test
	void jmxOffersAllOperations() throws Exception {
		try (ConfigurableApplicationContext context = run("none", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=logicgraph-memory",
				"management.endpoints.jmx.domain=test.logicgraph")) {
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = server.queryNames(new ObjectName("test.logicgraph:type=Endpoint,*"), null)
				.iterator()
				.next();
			assertThat(name.getKeyProperty("name")).isEqualTo("LogicgraphMemory");
			assertThat(Arrays.stream(server.getMBeanInfo(name).getOperations()).map(MBeanOperationInfo::getName))
				.containsExactlyInAnyOrder("report", "section", "item", "clear", "configure", "record");
			assertThat(server.invoke(name, "report", new Object[0], null)).asString().contains("contextPool");
			assertThat(configure(server, name, "7")).asString().contains("maxPooled=7");
			assertThat(context.getBean(ContextPool.class).config().maxPooled()).isEqualTo(7);
			assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> configure(server, name, "0"))
				.withMessageContaining("maxPooled must be between 1 and 1000000, was 0");
			assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> configure(server, name, "many"))
				.withMessageContaining("maxPooled must be a whole number, was 'many'");
			server.invoke(name, "clear", new Object[] { "profiles" }, null);
		}
		assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("test.logicgraph:*"), null))
			.isEmpty();
	}

	@Test
	void jmxRefusesUnknownNamesAndNamesThoseThereAre() throws Exception {
		try (ConfigurableApplicationContext context = run("none", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=logicgraph-memory",
				"management.endpoints.jmx.domain=test.logicgraph")) {
			assertThat(context.getBean(ContextPool.class)).isNotNull();
			assertThatJmxCallFails("There is no section 'pool' here. Use 'pools' or 'memory' or", "section", "pool");
			assertThatJmxCallFails("There is no section 'memory' here. Use 'pools'.", "item", "memory", "contextPool");
			assertThatJmxCallFails("There is no pool 'order'. Use 'contextPool'.", "item", "pools", "order");
			assertThatJmxCallFails("There is no section 'leaks' here. Use 'observations' or 'profiles' or 'pools'.",
					"clear", "leaks");
			assertThatJmxCallFails("There is no pool 'order'. Use 'contextPool'.", "configure", "pools", "order", 7,
					null, null, null, null, null, null);
		}
	}

	private static void assertThatJmxCallFails(String message, String operation, Object... arguments) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server.queryNames(new ObjectName("test.logicgraph:type=Endpoint,*"), null).iterator().next();
		assertThatExceptionOfType(ReflectionException.class)
			.isThrownBy(() -> server.invoke(name, operation, arguments, null))
			.withMessageContaining(message);
	}

	private static Object configure(MBeanServer server, ObjectName name, String maxPooled) throws Exception {
		Object[] parameters = new Object[9];
		parameters[0] = "pools";
		parameters[1] = "contextPool";
		parameters[2] = maxPooled;
		return server.invoke(name, "configure", parameters, null);
	}

	private int status(ConfigurableApplicationContext context, String method, String path) {
		return exchange(context, method, path).statusCode();
	}

	private HttpResponse<String> exchange(ConfigurableApplicationContext context, String method, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://localhost:" + port + "/actuator" + path);
		return HttpExchange.send(this.client,
				HttpRequest.newBuilder(uri)
					.header("Content-Type", "application/json")
					.method(method, "GET".equals(method) ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
					.build());
	}

	private static ConfigurableApplicationContext run(String webApplicationType, String... properties) {
		return new SpringApplicationBuilder(Application.class).properties(
				Stream
					.concat(Stream.of("spring.main.web-application-type=" + webApplicationType, "server.port=0"),
							Arrays.stream(properties))
					.toArray(String[]::new))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

	}

}
