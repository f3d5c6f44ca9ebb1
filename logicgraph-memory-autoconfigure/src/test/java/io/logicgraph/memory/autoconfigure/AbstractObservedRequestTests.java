package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what HTTP requests allocate, to be run with each kind of web application.
 */
@SpringBootTest(classes = ObservedRequestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.task.execution.propagate-context=true", "spring.reactor.context-propagation=auto" })
abstract class AbstractObservedRequestTests {

	private static final int WARM_UP = 10;

	private static final int MEASURED = 5;

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@ParameterizedTest
	@ValueSource(strings = { "/direct", "/future", "/subscribe-on", "/publish-on", "/flat-map" })
	void measuresARequestAcrossItsHops(String path) throws Exception {
		double framework = measure("/nothing");
		double bytes = measure(path) - framework;
		assertThat(bytes).isBetween(ObservedRequestApplication.BYTES * 0.99, ObservedRequestApplication.BYTES * 1.01);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/followed-future", "/completed-future", "/delay" })
	void requestThatIsFollowedThroughoutIsExact(String path) throws Exception {
		assertThat(qualities(path)).containsExactly("exact");
	}

	@Test
	void requestWhoseResultComesFromAThreadThatIsNotFollowedIsPartial() throws Exception {
		assertThat(qualities("/raw-mono")).containsExactly("partial");
	}

	/**
	 * Return the qualities of some requests.
	 */
	List<String> qualities(String path) throws IOException, InterruptedException {
		for (int i = 0; i < MEASURED; i++) {
			request(path);
		}
		return this.meters.get("http.server.requests.allocated")
			.tag("uri", path)
			.summaries()
			.stream()
			.filter((summary) -> summary.count() > 0)
			.map((summary) -> summary.getId().getTag("quality"))
			.distinct()
			.toList();
	}

	/**
	 * Which tags these are is up to Spring, so they are compared with those of the timer.
	 */
	@Test
	void hasTheTagsOfTheObservation() throws Exception {
		measure("/direct");
		List<Tag> tags = new ArrayList<>(summary("/direct").getId().getTags());
		assertThat(tags.remove(Tag.of("quality", "exact"))).isTrue();
		assertThat(tags).contains(Tag.of("uri", "/direct"), Tag.of("method", "GET"), Tag.of("status", "200"))
			.containsExactlyInAnyOrderElementsOf(
					this.meters.get("http.server.requests").tag("uri", "/direct").timer().getId().getTags());
	}

	/**
	 * The least of some requests: a class that is loaded or a method that is queued for
	 * the JIT meanwhile adds to one of them.
	 */
	private double measure(String path) throws IOException, InterruptedException {
		for (int i = 0; i < WARM_UP; i++) {
			request(path);
		}
		double least = Double.MAX_VALUE;
		for (int i = 0; i < MEASURED; i++) {
			double before = summary(path).totalAmount();
			request(path);
			least = Math.min(least, summary(path).totalAmount() - before);
		}
		return least;
	}

	/**
	 * Send a request and wait until it is recorded, which happens after it was answered.
	 * @return the answer
	 */
	String request(String path) throws IOException, InterruptedException {
		long before = count(path);
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build();
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> count(path) == before + 1);
		return response.body();
	}

	private long count(String path) {
		return this.meters.find("http.server.requests.allocated")
			.tag("uri", path)
			.summaries()
			.stream()
			.mapToLong(DistributionSummary::count)
			.sum();
	}

	private DistributionSummary summary(String path) {
		return this.meters.get("http.server.requests.allocated").tag("uri", path).summary();
	}

}
