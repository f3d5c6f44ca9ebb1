package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the page is served: where, to whom, and with which headers. What it shows
 * is tested in a browser.
 */
class EndpointPageTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
			+ "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

	private static final String MANAGEMENT_PORT = "--management.server.port=0 --spring.autoconfigure.exclude="
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(\\./[^\"]+)\"");

	private static final Pattern IMPORT = Pattern.compile("from '(\\./[^']+)'");

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					servlet  | --a=b                                                          | /actuator/logicgraph-memory
					reactive | --a=b                                                          | /actuator/logicgraph-memory
					servlet  | --server.servlet.context-path=/shop                            | /shop/actuator/logicgraph-memory
					reactive | --spring.webflux.base-path=/shop                               | /shop/actuator/logicgraph-memory
					servlet  | --spring.mvc.servlet.path=/api                                 | /api/actuator/logicgraph-memory
					servlet  | --management.endpoints.web.base-path=/                         | /logicgraph-memory
					reactive | --management.endpoints.web.base-path=/                         | /logicgraph-memory
					servlet  | --management.endpoints.web.path-mapping.logicgraph-memory=a/me-m                          | /actuator/a/me-m
					reactive | --management.endpoints.web.path-mapping.logicgraph-memory=mem  | /actuator/mem
					servlet  | PORT                                                           | /actuator/logicgraph-memory
					servlet  | PORT --management.server.base-path=/manage                     | /manage/actuator/logicgraph-memory
					reactive | PORT                                                           | /actuator/logicgraph-memory
					reactive | PORT --management.server.base-path=/manage                     | /manage/actuator/logicgraph-memory
					""")
	void browserGetsThePageAndAllItsFilesWhereverTheEndpointIs(String type, String arguments, String path) {
		try (ConfigurableApplicationContext context = run(type, arguments.replace("PORT", MANAGEMENT_PORT))) {
			URI endpoint = URI
				.create("http://localhost:" + context.getEnvironment().getProperty("local.management.port") + path);
			HttpResponse<String> page = get(endpoint, BROWSER);
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
			assertThat(page.headers().allValues("Vary")).contains("Accept");
			assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("{{");
			assertThatNothingButTheFilesOfThePageCanRun(page);
			Set<URI> files = filesOf(endpoint, page.body());
			assertThat(files).extracting((file) -> file.getPath().substring(file.getPath().lastIndexOf('/') + 1))
				.contains("app.js", "page.css", "uPlot.iife.min.js", "d3-hierarchy.min.js", "table.js", "icon.svg");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void browserSavesASnapshotToAFile(String type) {
		try (ConfigurableApplicationContext context = run(type, "--a=b")) {
			URI endpoint = endpoint(context);
			HttpResponse<String> snapshot = get(URI.create(endpoint + "/snapshot"), BROWSER);
			assertThat(snapshot.statusCode()).isEqualTo(200);
			assertThat(snapshot.headers().firstValue("Content-Disposition"))
				.hasValue("attachment; filename=\"logicgraph-memory.json\"");
			assertThat(get(URI.create(endpoint + "/pools"), BROWSER).headers().firstValue("Content-Disposition"))
				.isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void allButBrowsersGetJson(String type) {
		try (ConfigurableApplicationContext context = run(type, "--a=b")) {
			URI endpoint = endpoint(context);
			assertThat(contentType(get(endpoint, null))).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
			assertThat(contentType(get(endpoint, "*/*"))).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
			assertThat(contentType(get(endpoint, "application/json"))).isEqualTo("application/json");
			assertThat(contentType(get(endpoint, "application/json,text/html;q=0.9"))).isEqualTo("application/json");
			assertThat(contentType(get(endpoint, "application/json, text/plain, */*"))).isEqualTo("application/json");
			assertThat(contentType(get(endpoint, "application/json;q=0.5,text/html"))).startsWith("text/html");
			URI pools = URI.create(endpoint + "/pools");
			assertThat(contentType(get(pools, null))).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
			assertThat(contentType(get(pools, "*/*"))).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
			assertThat(contentType(get(pools, BROWSER))).contains("json");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void fileIsKeptByABrowserUntilThereIsAnotherVersion(String type) {
		try (ConfigurableApplicationContext context = run(type, "--a=b")) {
			URI endpoint = endpoint(context);
			URI script = filesOf(endpoint, get(endpoint, BROWSER).body()).stream()
				.filter((file) -> file.getPath().endsWith("/app.js"))
				.findAny()
				.orElseThrow();
			String version = script.getPath().split("/page/")[1].split("/")[0];
			HttpResponse<String> first = get(script, "*/*");
			assertThat(first.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=UTF-8");
			assertThat(first.headers().firstValue("ETag")).hasValue('"' + version + '"');
			assertThat(first.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, private, immutable");
			HttpRequest.Builder again = HttpRequest.newBuilder(script).header("If-None-Match", '"' + version + '"');
			assertThat(HttpExchange.send(this.client, again.build()))
				.satisfies((answer) -> assertThat(answer.statusCode()).isEqualTo(304))
				.satisfies((answer) -> assertThat(answer.body()).isEmpty());
			for (String missing : List.of("app.js/x", version + "/index.html", version + "/nothing.js", "0/app.js",
					version + "/%2e%2e%2fMemoryPage.class", version + "/..%5capp.js", version + "/uPlot.LICENSE.txt")) {
				HttpResponse<String> answer = get(URI.create(endpoint + "/page/" + missing), "*/*");
				assertThat(answer.statusCode()).as(missing).isIn(400, 404);
				assertThat(answer.headers().firstValue("ETag")).as(missing).isEmpty();
				assertThat(answer.headers().firstValue("Cache-Control").orElse("")).as(missing)
					.doesNotContain("immutable");
			}
			assertThat(get(URI.create(endpoint + "/pages/" + version + "/app.js"), "*/*").statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet, read-only", "servlet, unrestricted", "reactive, read-only", "reactive, unrestricted" })
	void pageKnowsWhetherTheEndpointMayBeWritten(String type, String access) {
		try (ConfigurableApplicationContext context = run(type,
				"--management.endpoint.logicgraph-memory.access=" + access)) {
			assertThat(get(endpoint(context), BROWSER).body()).contains("data-access=\"" + access + "\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet, --management.endpoint.logicgraph-memory.access=none",
			"reactive, --management.endpoint.logicgraph-memory.access=none",
			"servlet, --management.endpoints.web.exposure.include=health",
			"reactive, --management.endpoints.web.exposure.include=health",
			"servlet, --logicgraph.memory.enabled=false" })
	void endpointThatIsNotThereHasNoPage(String type, String argument) {
		try (ConfigurableApplicationContext context = run(type, argument)) {
			assertThat(context.containsBean("logicGraphMemoryPage")).isFalse();
			assertThat(get(endpoint(context), BROWSER).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void applicationsOwnAnswersHaveNoHeaderOfThePage() {
		try (ConfigurableApplicationContext context = run("servlet", "--a=b")) {
			HttpResponse<String> other = get(endpoint(context).resolve("/actuator/health"), BROWSER);
			assertThat(other.headers().firstValue("Content-Security-Policy")).isEmpty();
		}
	}

	private Set<URI> filesOf(URI endpoint, String html) {
		Deque<URI> open = new ArrayDeque<>(
				REFERENCE.matcher(html).results().map((reference) -> endpoint.resolve(reference.group(1))).toList());
		Set<URI> files = new LinkedHashSet<>();
		while (!open.isEmpty()) {
			URI file = open.pop();
			if (files.add(file)) {
				HttpResponse<String> answer = get(file, "*/*");
				assertThat(answer.statusCode()).as(file.toString()).isEqualTo(200);
				assertThatNothingButTheFilesOfThePageCanRun(answer);
				for (MatchResult imported : IMPORT.matcher(answer.body()).results().toList()) {
					open.push(file.resolve(imported.group(1)));
				}
			}
		}
		return files;
	}

	private static void assertThatNothingButTheFilesOfThePageCanRun(HttpResponse<String> answer) {
		assertThat(answer.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
			.contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
			.doesNotContain("unsafe");
		assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
	}

	private static String contentType(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return answer.headers().firstValue("Content-Type").orElseThrow();
	}

	private HttpResponse<String> get(URI uri, String accept) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri);
		if (accept != null) {
			request.header("Accept", accept);
		}
		return HttpExchange.send(this.client, request.build());
	}

	private static URI endpoint(ConfigurableApplicationContext context) {
		return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.management.port")
				+ "/actuator/logicgraph-memory");
	}

	private static ConfigurableApplicationContext run(String type, String arguments) {
		return new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=" + type, "server.port=0",
					"management.endpoints.web.exposure.include=logicgraph-memory,health")
			.run(arguments.trim().split(" "));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

	}

}
