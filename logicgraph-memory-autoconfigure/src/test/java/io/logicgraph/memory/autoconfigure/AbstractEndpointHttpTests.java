package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ObservationSnapshot;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoint over HTTP, to be run with each kind of web application.
 */
@SpringBootTest(classes = AbstractEndpointHttpTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.endpoints.web.exposure.include=logicgraph-memory")
abstract class AbstractEndpointHttpTests {

	private static final ProfileId PROFILE = new ProfileId("checkout", "Shop", "checkout");

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper jsonMapper = new JsonMapper();

	@LocalServerPort
	private int port;

	@Autowired
	private ContextPool contextPool;

	@Autowired
	private ProfileRegistry profiles;

	@BeforeEach
	void reset() {
		this.contextPool.reconfigure(PoolConfig.defaults());
		this.profiles.reset();
	}

	@Test
	void rootAnswersPoolsMemoryAndProfiles() {
		this.profiles.profile(PROFILE).measured(1000, 0, Quality.EXACT, null);
		Map<String, Object> body = getMap("");
		assertThat(body)
			.containsOnlyKeys("since", "time", "allocatedBytes", "pools", "memory", "observations", "profiles")
			.containsEntry("since", this.profiles.since().toString());
		assertThat(body).extractingByKey("pools", InstanceOfAssertFactories.MAP)
			.containsOnlyKeys("contextPool", "orders");
	}

	@Test
	void poolHasSettingsStatisticsAndReuseRate() {
		this.contextPool.lease().close();
		this.contextPool.lease().close();
		Map<String, Object> pool = getMap("/pools/contextPool");
		assertThat(pool).containsOnlyKeys("config", "stats", "reuseRate");
		assertThat(pool.get("config"))
			.isEqualTo(Map.of("maxPooled", 100, "initialCapacity", 16, "trackStats", true, "minIdle", 0, "idleTimeout",
					"PT5M", "maxRetainedCapacity", 1024, "leakDetection", "sampled", "leakThreshold", "PT1M"));
		assertThat(pool).extractingByKey("stats", InstanceOfAssertFactories.MAP)
			.containsOnlyKeys("totalAcquired", "reused", "created", "currentPoolSize", "peakPoolSize", "active",
					"released", "retainedBytes", "discarded", "leaked", "misuse")
			.containsEntry("active", 0);
		assertThat(pool.get("reuseRate")).isEqualTo(this.contextPool.reuseRate());
		assertThat(getMap("/pools")).containsEntry("contextPool", pool);
	}

	@Test
	void poolThatDoesNotTrackStatisticsLeavesThemOut() {
		Map<String, Object> pool = getMap("/pools/orders");
		assertThat(pool).containsOnlyKeys("config", "stats");
		assertThat(pool).extractingByKey("stats", InstanceOfAssertFactories.MAP)
			.containsOnlyKeys("currentPoolSize", "retainedBytes");
	}

	@Test
	void countsAreLabelledInLowerCase() {
		Map<String, Object> stats = asMap(getMap("/pools/contextPool").get("stats"));
		assertThat(asMap(stats.get("discarded"))).containsKeys("full", "oversized", "idle", "cleared");
		assertThat(asMap(stats.get("leaked"))).containsOnlyKeys("age", "gc");
		assertThat(asMap(stats.get("misuse"))).containsKeys("double_release", "use_after_release");
	}

	@Test
	void memoryHasRecordedFiguresAndThoseOfTheJvm() {
		this.contextPool.lease().close();
		Map<String, Object> memory = getMap("/memory");
		assertThat(memory).containsKeys("totalAllocations", "totalDeallocations", "activeAllocations", "totalBytes",
				"peakBytes", "contextAllocations", "graphAllocations", "heapUsedBytes", "collections");
		assertThat(((Number) memory.get("currentBytes")).longValue()).isEqualTo(MemoryMetrics.global().currentBytes());
		assertThat(memory).extractingByKey("liveHeap").asString().contains("verdict=", "samples=");
		assertThat(asMap(memory.get("allocationCounter"))).containsEntry("platformThreads", Map.of("available", true));
		assertThat(memory).doesNotContainValue(null).doesNotContainValue(-1);
	}

	@Test
	void profilesAreAnswered() {
		this.profiles.profile(PROFILE).measured(3000, 1000, Quality.EXACT, null);
		this.profiles.profile(PROFILE).measured(1000, 0, Quality.PARTIAL, new IOException());
		Map<String, Object> profile = asMap(getList("/profiles").get(0));
		assertThat(profile.remove("share")).asInstanceOf(InstanceOfAssertFactories.DOUBLE).isBetween(0.0, 1.0);
		assertThat(profile).isEqualTo(Map.ofEntries(Map.entry("name", "checkout"), Map.entry("className", "Shop"),
				Map.entry("methodName", "checkout"), Map.entry("count", 2), Map.entry("totalBytes", 4000),
				Map.entry("meanBytes", 2000), Map.entry("maxBytes", 3000), Map.entry("lastBytes", 1000),
				Map.entry("selfBytes", 3000), Map.entry("lateBytes", 0), Map.entry("unmeasured", 0),
				Map.entry("exceptions", Map.of("java.io.IOException", 1)), Map.entry("quality", "partial")));
	}

	@Test
	void shareIsSelfBytesByWhatTheJvmAllocatedSinceTheFiguresBegan() {
		this.profiles.profile(PROFILE).measured(3000, 1000, Quality.EXACT, null);
		long before = this.profiles.jvmAllocatedBytes().orElseThrow();
		double share = (Double) asMap(getList("/profiles").get(0)).get("share");
		long after = this.profiles.jvmAllocatedBytes().orElseThrow();
		assertThat(share).isBetween(2000.0 / after, 2000.0 / before);
	}

	@Test
	void observationsAreAnsweredByNameAndTags() {
		this.profiles.observation("jobs", Map.of("b", "2", "a", "1")).measured(3000, 1000, Quality.EXACT, null);
		Map<String, Object> jobs = asMap(getList("/observations").stream()
			.filter((observation) -> asMap(observation).get("name").equals("jobs"))
			.findAny()
			.orElseThrow());
		assertThat(jobs.remove("share")).asInstanceOf(InstanceOfAssertFactories.DOUBLE).isBetween(0.0, 1.0);
		assertThat(jobs).isEqualTo(Map.ofEntries(Map.entry("name", "jobs"),
				Map.entry("tags", Map.of("a", "1", "b", "2")), Map.entry("count", 1), Map.entry("totalBytes", 3000),
				Map.entry("meanBytes", 3000), Map.entry("maxBytes", 3000), Map.entry("lastBytes", 3000),
				Map.entry("selfBytes", 2000), Map.entry("lateBytes", 0), Map.entry("unmeasured", 0),
				Map.entry("exceptions", Map.of()), Map.entry("quality", "exact")));
	}

	@Test
	void deleteOfObservationsResetsThem() {
		this.profiles.observation("jobs", Map.of("a", "b")).measured(1000, 0, Quality.EXACT, null);
		assertThat(exchange("DELETE", "/observations", null).statusCode()).isEqualTo(204);
		assertThat(this.profiles.observations())
			.filteredOn((observation) -> observation.tags().equals(Map.of("a", "b")))
			.singleElement()
			.extracting(ObservationSnapshot::count)
			.isEqualTo(0L);
	}

	@Test
	void whatIsUnknownOfAProfileIsLeftOut() {
		this.profiles.profile(PROFILE).unmeasured(null);
		assertThat(getList("/profiles")).singleElement(InstanceOfAssertFactories.MAP)
			.containsEntry("quality", "unavailable")
			.containsEntry("unmeasured", 1)
			.doesNotContainKeys("totalBytes", "meanBytes", "maxBytes", "lastBytes", "selfBytes", "share");
	}

	@Test
	void snapshotHasAllSections() {
		this.profiles.profile(PROFILE).measured(1000, 0, Quality.EXACT, null);
		Set<String> keys = new HashSet<>(getMap("").keySet());
		keys.add("leaks");
		Map<String, Object> snapshot = getMap("/snapshot");
		assertThat(snapshot.keySet()).isEqualTo(keys);
		assertThat(snapshot).extractingByKey("profiles", InstanceOfAssertFactories.LIST).hasSize(1);
	}

	@Test
	void leaksAreAnsweredWithThePlaceWhereTheyWereAcquired() {
		this.contextPool.reconfigure(
				PoolConfig.builder().leakDetection(LeakDetection.FULL).leakThreshold(Duration.ofMillis(1)).build());
		List<Object> leaks = List.of();
		try (PooledContext context = this.contextPool.lease()) {
			context.set("held", true);
			long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
			while (leaks.isEmpty() && System.nanoTime() < deadline) {
				leaks = getList("/leaks");
			}
		}
		Map<String, Object> leak = asMap(leaks.get(0));
		assertThat(leak)
			.containsOnlyKeys("pool", "kind", "count", "firstSeen", "lastSeen", "longestHeld", "thread", "stack")
			.containsEntry("pool", "contextPool")
			.containsEntry("kind", "age")
			.containsEntry("count", 1);
		assertThat(leak.get("stack")).asString().contains("leaksAreAnsweredWithThePlaceWhereTheyWereAcquired");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					GET    | /unknown             | There is no section 'unknown' here. Use 'pools' or 'memory' or
					GET    | /POOLS               | There is no section 'POOLS' here. Use 'pools' or 'memory' or
					GET    | /pools/unknown       | There is no pool 'unknown'. Use 'contextPool' or 'orders'.
					GET    | /pools/lazy          | There is no pool 'lazy'. Use 'contextPool' or 'orders'.
					GET    | /memory/contextPool  | There is no section 'memory' here. Use 'pools'.
					GET    | /profiles/checkout   | There is no section 'profiles' here. Use 'pools'.
					DELETE | /memory              | There is no section 'memory' here. Use 'observations' or 'profiles' or 'pools'.
					DELETE | /leaks               | There is no section 'leaks' here. Use 'observations' or 'profiles' or 'pools'.
					DELETE | /unknown             | There is no section 'unknown' here. Use 'observations' or 'profiles' or 'pools'.
					POST   | /pools/unknown       | There is no pool 'unknown'. Use 'contextPool' or 'orders'.
					POST   | /memory/contextPool  | There is no section 'memory' here. Use 'pools'.
					""")
	void unknownNameIsNotFoundWithAProblemThatNamesThoseThereAre(String method, String path, String detail) {
		HttpResponse<String> response = exchange(method, path, "POST".equals(method) ? "{\"maxPooled\": 7}" : null);
		assertThatProblemIs(response, "Not Found", 404, detail);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/pools/contextPool/stats", "/%00", "/%22%3Cb%3E", "/pools/%0A" })
	void getOfUnknownIsNotFound(String path) {
		assertThat(exchange("GET", path, null).statusCode()).isIn(400, 404);
	}

	@Test
	void deleteOfProfilesResetsThem() {
		Instant since = this.profiles.since();
		this.profiles.profile(PROFILE).measured(1000, 0, Quality.EXACT, null);
		assertThat(exchange("DELETE", "/profiles", null).statusCode()).isEqualTo(204);
		assertThat(getList("/profiles")).singleElement(InstanceOfAssertFactories.MAP).containsEntry("count", 0);
		assertThat(this.profiles.since()).isAfter(since);
	}

	@Test
	void deleteOfPoolsClearsIdleContexts() {
		this.contextPool.lease().close();
		assertThat(this.contextPool.size()).isPositive();
		assertThat(exchange("DELETE", "/pools", null).statusCode()).isEqualTo(204);
		assertThat(this.contextPool.size()).isZero();
	}

	@Test
	void postChangesSettingsAtOnce() {
		HttpResponse<String> response = exchange("POST", "/pools/contextPool", """
				{"maxPooled": 7, "minIdle": "2", "idleTimeout": "90s", "leakDetection": "full",
				 "leakThreshold": "PT2M", "initialCapacity": 8, "maxRetainedCapacity": 64}""");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.contextPool.config()).isEqualTo(PoolConfig.builder()
			.maxPooled(7)
			.minIdle(2)
			.idleTimeout(Duration.ofSeconds(90))
			.leakDetection(LeakDetection.FULL)
			.leakThreshold(Duration.ofMinutes(2))
			.initialCapacity(8)
			.maxRetainedCapacity(64)
			.build());
		assertThat(asMap(readMap(response).get("config"))).containsEntry("maxPooled", 7)
			.containsEntry("leakThreshold", "PT2M");
	}

	@Test
	void postLeavesWhatIsNotGiven() {
		assertThat(exchange("POST", "/pools/contextPool", "{\"maxPooled\": 7}").statusCode()).isEqualTo(200);
		assertThat(this.contextPool.config()).isEqualTo(PoolConfig.builder().maxPooled(7).build());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"maxPooled": 0}               | Pool 'contextPool' was not changed: maxPooled must be between 1 and 1000000, was 0
					{"minIdle": 101}               | Pool 'contextPool' was not changed: minIdle must be between 0 and 100, was 101
					{"idleTimeout": "soon"}        | Pool 'contextPool' was not changed: idleTimeout must be a duration such as 60s, 5m or PT5M, was 'soon'
					{"idleTimeout": "40000d"}      | Pool 'contextPool' was not changed: idleTimeout must be 0 or longer, up to 36500 days, was PT960000H
					{"leakThreshold": 0}           | Pool 'contextPool' was not changed: leakThreshold must be longer than 0, up to 36500 days, was PT0S
					{"maxRetainedCapacity": -1}    | Pool 'contextPool' was not changed: maxRetainedCapacity must be greater than 0, was -1
					{}                             | Pool 'contextPool' was not changed: no setting was given. Use maxPooled, initialCapacity,
					{"maxPooled": "many"}          | maxPooled must be a whole number, was 'many'. Nothing was changed.
					{"maxPooled": 1.5}             | maxPooled must be a whole number, was '1.5'. Nothing was changed.
					{"leakDetection": "some"}      | leakDetection must be one of disabled, sampled, full, was 'some'. Nothing was changed.
					{"unknown": 1}                 | 'unknown' is not a setting that can be changed. Nothing was changed. Use maxPooled, initialCapacity, minIdle, idleTimeout, maxRetainedCapacity, leakDetection, leakThreshold.
					{"maxPooled":50,"maxPoold":60} | 'maxPoold' is not a setting that can be changed. Nothing was changed. Use maxPooled,
					{"b": 1, "trackStats": false}  | 'b', 'trackStats' is not a setting that can be changed. Nothing was changed. Use maxPooled,
					""")
	void postOfWrongSettingsIsRefusedWithAProblem(String body, String detail) {
		HttpResponse<String> response = exchange("POST", "/pools/contextPool", body);
		assertThatProblemIs(response, "Bad Request", 400, detail);
		assertThat(this.contextPool.config()).isEqualTo(PoolConfig.defaults());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "\"text\"", "{\"maxPooled\": {\"a\": 1}}", "{\"maxPooled\": [1]}", "" })
	void postOfMalformedBodyIsRefused(String body) {
		assertThat(exchange("POST", "/pools/contextPool", body).statusCode()).isEqualTo(400);
		assertThat(this.contextPool.config()).isEqualTo(PoolConfig.defaults());
	}

	@Test
	void lazyPoolIsNotMadeByLookingAtIt() {
		assertThat(getMap("/pools")).doesNotContainKeys("lazy", "prototype");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/pools", "/pools/", "/pools/contextPool", "/pools/contextPool/x", "/%2e%2e",
			"/%25", "/%00", "/pools%2FcontextPool", "/pools/%F0%9F%92%A5", "/pools;a=b", "/%3Cscript%3E",
			"?section=a&section=b", "/pools?section=a&section=b", "/pools/contextPool?maxPooled=1&maxPooled=2",
			"/pools/contextPool?maxPooled=&idleTimeout=%00", "/pools/contextPool?name=%0A&section=pools" })
	void strangeRequestsAreTheClientsFault(String path) {
		for (String method : List.of("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")) {
			for (String type : List.of("application/json", "text/plain", "application/xml",
					"application/x-www-form-urlencoded", "nonsense")) {
				for (String body : List.of("", "{}", "null", "{\"maxPooled\":", "{\"section\":null,\"name\":{}}", "\0",
						"maxPooled=0", "[[[[")) {
					assertThat(exchange(method, path, type, body).statusCode())
						.as("%s %s with %s '%s'", method, path, type, body)
						.isLessThan(500);
				}
			}
		}
	}

	private void assertThatProblemIs(HttpResponse<String> response, String title, int status, String detail) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(readMap(response)).containsOnlyKeys("title", "status", "detail")
			.containsEntry("title", title)
			.containsEntry("status", status)
			.extractingByKey("detail", InstanceOfAssertFactories.STRING)
			.startsWith(detail);
	}

	private Map<String, Object> getMap(String path) {
		HttpResponse<String> response = exchange("GET", path, null);
		assertThat(response.statusCode()).as(path).isEqualTo(200);
		return readMap(response);
	}

	private List<Object> getList(String path) {
		HttpResponse<String> response = exchange("GET", path, null);
		assertThat(response.statusCode()).as(path).isEqualTo(200);
		return this.jsonMapper.readerForListOf(Object.class).readValue(response.body());
	}

	private Map<String, Object> readMap(HttpResponse<String> response) {
		return this.jsonMapper.readerForMapOf(Object.class).readValue(response.body());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> asMap(Object value) {
		return (Map<String, Object>) value;
	}

	private HttpResponse<String> exchange(String method, String path, String body) {
		return exchange(method, path, "application/json", body);
	}

	private HttpResponse<String> exchange(String method, String path, String type, String body) {
		URI uri = URI.create("http://localhost:" + this.port + "/actuator/logicgraph-memory" + path);
		return HttpExchange.send(this.client,
				HttpRequest.newBuilder(uri)
					.header("Content-Type", type)
					.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
					.build());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

		@Bean
		ContextPool contextPool() {
			return new ContextPool();
		}

		@Bean
		ContextPool orders() {
			return new ContextPool("orders", PoolConfig.builder().trackStats(false).build());
		}

		@Lazy
		@Bean
		ContextPool lazy() {
			throw new IllegalStateException("Made by looking at it");
		}

		@Scope("prototype")
		@Bean
		ContextPool prototype() {
			throw new IllegalStateException("Made by looking at it");
		}

	}

}
