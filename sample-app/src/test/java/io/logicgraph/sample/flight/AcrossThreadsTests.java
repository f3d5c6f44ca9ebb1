package io.logicgraph.sample.flight;

import java.net.URI;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the actuator shows of work that changes threads, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.compare-on-start=false")
class AcrossThreadsTests {

	private static final int FLIGHTS = 10_000;

	/**
	 * What a replay may allocate beside its parts, in bytes: tasks, futures, hops, the
	 * pool's statistics and the joint summary.
	 */
	private static final long FRAMEWORK = 20_000;

	@LocalServerPort
	private int port;

	/**
	 * Load classes, and call the proxies so often that the JDK has settled on how to
	 * invoke their targets, for which it allocates up to the 128th call.
	 */
	@BeforeEach
	void warmUp() throws Exception {
		for (int i = 0; i < 40; i++) {
			HttpAnswer.to("POST", uri("/flights/replay/parallel"), "application/json",
					"[{\"delay\":0,\"distance\":1}]");
		}
		for (int i = 0; i < 3; i++) {
			parallel();
			stream();
		}
		HttpAnswer.to("DELETE", uri("/actuator/logicgraph-memory/profiles"), null, "");
	}

	@Test
	void aParallelReplayIsChargedWithAllOfItsParts() throws Exception {
		JsonNode summary = parallel();
		assertThat(summary.path("flights").asInt()).isEqualTo(FLIGHTS);
		assertThat(summary.path("compensationEur").asInt()).isEqualTo(4150);
		JsonNode replay = profile("ParallelReplay.replay");
		JsonNode parts = profile("ReplayService.replayPooled");
		assertThat(replay.path("count").asInt()).isEqualTo(1);
		assertThat(replay.path("quality").asString()).isEqualTo("exact");
		assertThat(replay.path("lateBytes").asLong()).isZero();
		assertThat(parts.path("count").asInt()).isEqualTo(ParallelReplay.PARTS);
		assertThat(nestedBytes(replay)).isEqualTo(parts.path("totalBytes").asLong());
		assertThat(nestedBytes(replay)).isGreaterThanOrEqualTo(summary.path("allocatedBytes").asLong());
		assertThat(replay.path("selfBytes").asLong()).isPositive().isLessThan(FRAMEWORK);
	}

	@Test
	void aStreamIsChargedWithAllOfItsFlights() throws Exception {
		JsonNode decisions = stream();
		assertThat(decisions.size()).isEqualTo(FLIGHTS);
		JsonNode stream = profile("FlightStream.assess");
		JsonNode flights = profile("FlightAssessor.assess");
		assertThat(stream.path("count").asInt()).isEqualTo(1);
		assertThat(stream.path("quality").asString()).isEqualTo("exact");
		assertThat(stream.path("lateBytes").asLong()).isZero();
		assertThat(flights.path("count").asInt()).isEqualTo(FLIGHTS);
		assertThat(nestedBytes(stream)).isEqualTo(flights.path("totalBytes").asLong());
		assertThat(stream.path("selfBytes").asLong()).isPositive();
	}

	@Test
	void aStreamKeepsTheOrderOfTheFlights() throws Exception {
		StringBuilder flights = new StringBuilder("[");
		for (int i = 0; i < 250; i++) {
			flights.append((i > 0) ? "," : "").append("{\"delay\":0,\"distance\":").append(i).append('}');
		}
		JsonNode decisions = HttpAnswer
			.to("POST", uri("/flights/stream"), "application/json", flights.append(']').toString())
			.body();
		for (int i = 0; i < 250; i++) {
			assertThat(decisions.get(i).path("km").asDouble()).isEqualTo(i * 1.609344);
		}
	}

	@Test
	void aParallelReplayStartsOverWhereThereAreFewerFlightsThanExecutions() throws Exception {
		JsonNode summary = HttpAnswer
			.to("POST", uri("/flights/replay/parallel?executions=1001"), "application/json",
					"[{\"delay\":240,\"distance\":3000}]")
			.body();
		assertThat(summary.path("flights").asInt()).isEqualTo(1001);
		assertThat(summary.path("longHaul").asInt()).isEqualTo(1001);
		assertThat(summary.path("compensationEur").asInt()).isEqualTo(600 * 1001);
	}

	@Test
	void aMistakeIsAnsweredAsElsewhere() throws Exception {
		for (String path : new String[] { "/flights/replay/parallel", "/flights/stream" }) {
			HttpAnswer answer = HttpAnswer.to("POST", uri(path), "application/json",
					"[{\"delay\":\"x\",\"distance\":1}]");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.body().path("field").asString()).isEqualTo("delay");
		}
	}

	@Test
	void theRequestsAreMeasuredAcrossThreads() throws Exception {
		for (String path : new String[] { "/flights/replay/parallel", "/flights/stream" }) {
			JsonNode meter = HttpAnswer
				.to("GET", uri("/actuator/metrics/http.server.requests.allocated?tag=quality:exact&tag=uri:" + path),
						null, (String) null)
				.body();
			assertThat(meter.path("measurements").toString()).contains("COUNT", "TOTAL");
		}
	}

	private JsonNode parallel() throws Exception {
		return HttpAnswer.to("POST", uri("/flights/replay/parallel"), null, "").body();
	}

	private JsonNode stream() throws Exception {
		return HttpAnswer.to("POST", uri("/flights/stream"), null, "").body();
	}

	/**
	 * Return a profile once it has recorded a call, which may be after the answer.
	 */
	private JsonNode profile(String name) throws Exception {
		return Awaitility.await().until(() -> find(name), (profile) -> profile.path("count").asInt() > 0);
	}

	private JsonNode find(String name) throws Exception {
		JsonNode profiles = HttpAnswer.to("GET", uri("/actuator/logicgraph-memory/profiles"), null, (String) null)
			.body();
		for (JsonNode profile : profiles) {
			if (profile.path("name").asString().equals(name)) {
				return profile;
			}
		}
		throw new AssertionError("No profile " + name + " in " + profiles);
	}

	private static long nestedBytes(JsonNode profile) {
		return profile.path("totalBytes").asLong() - profile.path("selfBytes").asLong();
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
