package io.logicgraph.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the dashboard and the alerting rules, against what the service publishes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ObservabilityFilesTests {

	private static final Path FILES = Path.of("../docs/observability");

	/**
	 * Names with a colon are those of recording rules.
	 */
	private static final Pattern METRIC = Pattern
		.compile("(?<!:)\\b(logicgraph|http_server_requests_allocated)_[a-z_]++(?!:)");

	/**
	 * Published once there is such a call.
	 */
	private static final Set<String> UNMEASURED = Set.of("logicgraph_profiled_unmeasured_total",
			"logicgraph_observed_unmeasured_total");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "grafana-dashboard.json", "prometheus-rules.yml" })
	void eachMetricThatIsNamedIsPublished(String file) throws Exception {
		scrape();
		Set<String> named = METRIC.matcher(Files.readString(FILES.resolve(file)))
			.results()
			.map((match) -> match.group())
			.collect(Collectors.toCollection(TreeSet::new));
		named.removeAll(UNMEASURED);
		String published = scrape();
		assertThat(named).hasSizeGreaterThan(4)
			.allSatisfy((metric) -> assertThat(published).containsPattern("(?m)^" + metric + "[{ ]"));
	}

	@Test
	void promtoolAcceptsTheRules() throws Exception {
		Process promtool = start("promtool", "check", "rules", FILES.resolve("prometheus-rules.yml").toString());
		String output = new String(promtool.getInputStream().readAllBytes());
		assertThat(promtool.waitFor()).as(output).isZero();
		assertThat(output).contains("13 rules found");
	}

	@Test
	void rulesDoWhatTheyPromise() throws Exception {
		Process promtool = start("promtool", "test", "rules", FILES.resolve("prometheus-rules-tests.yml").toString());
		String output = new String(promtool.getInputStream().readAllBytes());
		assertThat(promtool.waitFor()).as(output).isZero();
	}

	private static Process start(String... command) {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			return Assumptions.abort("SKIPPED: install '%s' (Debian: prometheus) to have the alerting rules checked: %s"
				.formatted(command[0], ex));
		}
	}

	private String scrape() throws IOException, InterruptedException {
		return CLIENT
			.send(HttpRequest.newBuilder(URI.create("http://localhost:%d/actuator/prometheus".formatted(this.port)))
				.build(), BodyHandlers.ofString())
			.body();
	}

}
