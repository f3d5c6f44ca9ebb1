package io.logicgraph.sample.flight;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.logicgraph.memory.pool.ContextPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlightController} over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.compare-on-start=false")
class FlightApiTests {

	private static final String JSON = "application/json";

	private static final String FLIGHT = """
			{"date":"2001/02/14 15:12","delay":200,"distance":2611,"origin":"BOS","destination":"LAX"}""";

	private static final String[] SUMMARY = { "flights", "shortHaul", "mediumHaul", "longHaul", "care", "compensated",
			"compensationEur", "refunds", "millis", "allocatedBytes", "allocatedBytesPerFlight", "contextsCreated",
			"reuseRate" };

	@LocalServerPort
	private int port;

	@Autowired
	private ContextPool pool;

	/**
	 * Whatever a test sent, the next request is served and no context is lost.
	 */
	@AfterEach
	void servesTheNextRequest() throws Exception {
		assertThat(post("/flights/assess", FLIGHT).status()).isEqualTo(200);
		HttpAnswer answer = post("/flights/replay", "[" + FLIGHT + "]");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("compensationEur").asInt()).isEqualTo(300);
		assertThat(this.pool.stats().active()).isZero();
	}

	@Test
	void assessesAFlight() throws Exception {
		HttpAnswer answer = post("/flights/assess", FLIGHT);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.contentType()).isEqualTo(JSON);
		JsonNode decision = answer.body();
		assertThat(decision.path("haul").asString()).isEqualTo("long");
		assertThat(decision.path("km").asDouble()).isEqualTo(2611 * 1.609344);
		assertThat(decision.path("care").asBoolean()).isFalse();
		assertThat(decision.path("compensated").asBoolean()).isTrue();
		assertThat(decision.path("reduced").asBoolean()).isTrue();
		assertThat(decision.path("compensationEur").asInt()).isEqualTo(300);
		assertThat(decision.path("refund").asBoolean()).isFalse();
		assertThat(decision.path("route").asString()).isEqualTo("BOS-LAX");
		assertThat(decision.path("hour").asInt()).isEqualTo(15);
	}

	@Test
	void assessesAFlightOfWhichOnlyTheNumbersAreKnown() throws Exception {
		HttpAnswer answer = post("/flights/assess", "{\"delay\":300,\"distance\":342}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("compensationEur").asInt()).isEqualTo(250);
		assertThat(answer.body().path("refund").asBoolean()).isTrue();
		assertThat(answer.body().has("route")).isFalse();
		assertThat(answer.body().has("hour")).isFalse();
	}

	@Test
	void ignoresUnknownFieldsAndNullsOfOptionalOnes() throws Exception {
		HttpAnswer answer = post("/flights/assess", """
				{"delay":0,"tail":{"number":["N1",{"delay":"x"}]},"distance":1.5e3,"date":null,"origin":null}""");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("haul").asString()).isEqualTo("medium");
	}

	@Test
	void acceptsJsonOfAnotherName() throws Exception {
		assertThat(send("POST", "/flights/assess", "application/vnd.flight+json;charset=UTF-8", FLIGHT).status())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?pooled=true", "?pooled=false" })
	void replaysTheBundledFlightsWithoutABody(String query) throws Exception {
		HttpAnswer answer = send("POST", "/flights/replay" + query, null, (String) null);
		assertThat(answer.status()).isEqualTo(200);
		JsonNode summary = answer.body();
		assertThat(summary.propertyNames()).containsExactly(SUMMARY);
		assertThat(summary.path("flights").asInt()).isEqualTo(10_000);
		assertThat(summary.path("shortHaul").asInt()).isEqualTo(8829);
		assertThat(summary.path("mediumHaul").asInt()).isEqualTo(1146);
		assertThat(summary.path("longHaul").asInt()).isEqualTo(25);
		assertThat(summary.path("care").asInt()).isEqualTo(82);
		assertThat(summary.path("compensated").asInt()).isEqualTo(16);
		assertThat(summary.path("compensationEur").asInt()).isEqualTo(4150);
		assertThat(summary.path("refunds").asInt()).isEqualTo(2);
		assertThat(summary.path("allocatedBytes").asLong()).isPositive();
		boolean pooled = !query.endsWith("false");
		if (pooled) {
			// The very first lease of all has nothing to reuse.
			assertThat(summary.path("contextsCreated").asInt()).isLessThanOrEqualTo(1);
			assertThat(summary.path("reuseRate").asDouble()).isBetween(99.99, 100.0);
		}
		else {
			assertThat(summary.path("contextsCreated").asInt()).isEqualTo(10_000);
			assertThat(summary.path("reuseRate").asDouble()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { JSON, "application/x-www-form-urlencoded" })
	void anEmptyBodyIsNoBodyWhateverItsType(String contentType) throws Exception {
		HttpAnswer answer = send("POST", "/flights/replay", contentType, "");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("flights").asInt()).isEqualTo(10_000);
	}

	@Test
	void replaysTheFlightsOfTheBody() throws Exception {
		HttpAnswer answer = post("/flights/replay", """
				[{"delay":0,"distance":100},{"delay":240,"distance":3000},{"delay":180,"distance":1500}]""");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().propertyNames()).containsExactly(SUMMARY);
		assertThat(answer.body().path("flights").asInt()).isEqualTo(3);
		assertThat(answer.body().path("shortHaul").asInt()).isEqualTo(1);
		assertThat(answer.body().path("compensationEur").asInt()).isEqualTo(1000);
	}

	@Test
	void replaysAsOftenAsAskedFor() throws Exception {
		HttpAnswer bundled = send("POST", "/flights/replay?executions=25000&pooled=false", null, (String) null);
		assertThat(bundled.body().path("flights").asInt()).isEqualTo(25_000);
		assertThat(bundled.body().path("contextsCreated").asInt()).isEqualTo(25_000);
		HttpAnswer sent = post("/flights/replay?executions=5", "[" + FLIGHT + ",{\"delay\":0,\"distance\":1}]");
		assertThat(sent.body().path("flights").asInt()).isEqualTo(5);
		assertThat(sent.body().path("longHaul").asInt()).isEqualTo(3);
		assertThat(sent.body().path("shortHaul").asInt()).isEqualTo(2);
	}

	@Test
	void anEmptyArrayGivesZeros() throws Exception {
		HttpAnswer answer = post("/flights/replay", "[]");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("flights").asInt()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"delay":"200","distance":1}                          | delay
			{"delay":"","distance":1}                             | delay
			{"delay":true,"distance":1}                           | delay
			{"delay":[200],"distance":1}                          | delay
			{"delay":{"minutes":200},"distance":1}                | delay
			{"delay":null,"distance":1}                           | delay
			{"distance":1}                                        | delay
			{"delay":1e999,"distance":1}                          | delay
			{"delay":200}                                         | distance
			{"delay":200,"distance":null}                         | distance
			{"delay":200,"distance":-1}                           | distance
			{"delay":200,"distance":-0.001}                       | distance
			{"delay":200,"distance":"far"}                        | distance
			{"delay":200,"distance":1,"date":"14.2.2001"}         | date
			{"delay":200,"distance":1,"date":"2001/02/30 10:00"}  | date
			{"delay":200,"distance":1,"date":20010214}            | date
			{"delay":200,"distance":1,"origin":7}                 | origin
			{"delay":200,"distance":1,"destination":["LAX"]}      | destination
			""")
	void namesTheFieldThatIsWrong(String flight, String field) throws Exception {
		HttpAnswer single = post("/flights/assess", flight);
		assertProblem(single, 400, field);
		assertThat(single.body().has("flight")).isFalse();
		HttpAnswer array = post("/flights/replay", "[" + FLIGHT + "," + flight + "," + FLIGHT + "]");
		assertProblem(array, 400, field);
		assertThat(array.body().path("flight").asInt(-1)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n", "null", "7", "\"text\"", "[]", "[" + FLIGHT + "]", "{", "{\"delay\"",
			"{\"delay\":200,\"dist", "{\"delay\":200,\"distance\":10", "{\"delay\":200,\"origin\":\"SF",
			"{\"delay\":NaN,\"distance\":1}", "{\"delay\":1,\"delay\":200,\"distance\":1}", FLIGHT + FLIGHT,
			FLIGHT + "]", "{'delay':1,'distance':1}", "<flight/>" })
	void refusesABodyThatIsNoFlight(String body) throws Exception {
		assertProblem(post("/flights/assess", body), 400, null);
	}

	@Test
	void refusesToAssessNothing() throws Exception {
		HttpAnswer answer = send("POST", "/flights/assess", null, (String) null);
		assertProblem(answer, 400, null);
		assertThat(answer.body().path("detail").asString()).contains("body is missing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "7", FLIGHT, "{\"flights\":[]}", "[" + FLIGHT, "[" + FLIGHT + ",", "[1]", "[[]]",
			"[null]", "[" + FLIGHT + "][", "[" + FLIGHT + " " + FLIGHT + "]", "[{\"delay\":3" })
	void refusesABodyThatIsNoArrayOfFlights(String body) throws Exception {
		assertProblem(post("/flights/replay", body), 400, null);
	}

	@ParameterizedTest
	@CsvSource({ "executions=0, executions", "executions=-1, executions", "executions=10000001, executions",
			"executions=many, executions", "executions=99999999999, executions", "executions=1.5, executions",
			"pooled=perhaps, pooled" })
	void namesTheParameterThatIsWrong(String query, String field) throws Exception {
		assertProblem(send("POST", "/flights/replay?" + query, null, (String) null), 400, field);
	}

	@Test
	void answersAQueryThatCannotBeDecoded() throws Exception {
		String answer = raw("""
				POST /flights/replay?pooled=%zz HTTP/1.1\r
				Host: localhost\r
				Content-Length: 0\r
				Connection: close\r
				\r
				""");
		assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
	}

	@Test
	void refusesToReplayNothingSeveralTimes() throws Exception {
		assertProblem(post("/flights/replay?executions=5", "[]"), 400, "executions");
	}

	@Test
	void acceptsAsManyFlightsAsAreAllowed() throws Exception {
		HttpAnswer answer = post("/flights/replay", flights(FlightReader.MAX_FLIGHTS));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("flights").asInt()).isEqualTo(250_000);
	}

	@Test
	void refusesMoreFlights() throws Exception {
		HttpAnswer answer = post("/flights/replay", flights(FlightReader.MAX_FLIGHTS + 1));
		assertProblem(answer, 413, "flights");
		assertThat(answer.body().path("detail").asString()).contains("250000");
	}

	@Test
	void refusesFarMoreFlightsWithoutCuttingTheConnection() throws Exception {
		assertProblem(post("/flights/replay", flights(4 * FlightReader.MAX_FLIGHTS)), 413, "flights");
	}

	private static String flights(int count) {
		return "[" + String.join(",", Collections.nCopies(count, "{\"delay\":0,\"distance\":100}")) + "]";
	}

	@Test
	void refusesATextWithoutEnd() throws Exception {
		String flight = "{\"delay\":0,\"distance\":1,\"origin\":\"" + "x".repeat(1_000_000) + "\"}";
		assertProblem(post("/flights/assess", flight), 413, null);
	}

	@Test
	void refusesBottomlessNesting() throws Exception {
		assertProblem(post("/flights/assess", "{\"a\":" + "[".repeat(100_000)), 413, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded",
			"multipart/form-data", "multipart/form-data; boundary=x", "*/*", "no type" })
	void refusesAnotherContentType(String contentType) throws Exception {
		assertProblem(send("POST", "/flights/assess", contentType, FLIGHT), 415, null);
		assertProblem(send("POST", "/flights/replay?executions=3", contentType, "[" + FLIGHT + "]"), 415, null);
	}

	@Test
	void refusesABodyWithoutContentType() throws Exception {
		assertProblem(send("POST", "/flights/replay", null, "[" + FLIGHT + "]"), 415, null);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /flights/assess", "PUT, /flights/assess", "DELETE, /flights/replay", "GET, /flights/replay" })
	void refusesAnotherMethod(String method, String path) throws Exception {
		assertProblem(send(method, path, null, (String) null), 405, null);
	}

	@Test
	void refusesAnotherPath() throws Exception {
		assertProblem(post("/flights/nothing", FLIGHT), 404, null);
	}

	@Test
	void readsABodyOfUnknownLength() throws Exception {
		byte[] body = ("[" + FLIGHT + "]").getBytes(StandardCharsets.UTF_8);
		HttpAnswer answer = HttpAnswer.to("POST", uri("/flights/replay"), JSON,
				BodyPublishers.ofByteArrays(List.of(body)));
		assertThat(answer.body().path("flights").asInt()).isEqualTo(1);
	}

	@Test
	void answersAConnectionThatEndsInTheMiddleOfTheBody() throws Exception {
		String answer = raw("""
				POST /flights/replay HTTP/1.1\r
				Host: localhost\r
				Content-Type: application/json\r
				Content-Length: 100000\r
				Connection: close\r
				\r
				[%s,{"delay":20""".formatted(FLIGHT));
		assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json").contains("/flights/replay");
	}

	private String raw(String request) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			OutputStream out = socket.getOutputStream();
			out.write(request.getBytes(StandardCharsets.US_ASCII));
			out.flush();
			socket.shutdownOutput();
			try (InputStream in = socket.getInputStream()) {
				return new String(in.readAllBytes(), StandardCharsets.UTF_8);
			}
		}
	}

	@Test
	void servesManyRequestsAtOnce() throws Exception {
		ExecutorService clients = Executors.newFixedThreadPool(8);
		try {
			List<Callable<HttpAnswer>> requests = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				String path = "/flights/replay?pooled=" + (i % 4 != 0);
				requests.add(() -> send("POST", path, null, (String) null));
				requests.add(() -> post("/flights/replay", "[" + FLIGHT + ",{\"delay\":\"x\"}]"));
			}
			List<Future<HttpAnswer>> answers = clients.invokeAll(requests);
			for (int i = 0; i < answers.size(); i++) {
				HttpAnswer answer = answers.get(i).get();
				if (i % 2 == 0) {
					assertThat(answer.body().path("compensationEur").asInt()).isEqualTo(4150);
				}
				else {
					assertProblem(answer, 400, "delay");
				}
			}
		}
		finally {
			clients.shutdown();
		}
	}

	private static void assertProblem(HttpAnswer answer, int status, @Nullable String field) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.contentType()).isEqualTo("application/problem+json");
		assertThat(answer.body().path("status").asInt()).isEqualTo(status);
		assertThat(answer.body().path("title").asString()).isNotEmpty();
		assertThat(answer.body().path("detail").asString()).isNotEmpty();
		assertThat(answer.body().path("field").asString(null)).isEqualTo(field);
	}

	private HttpAnswer post(String path, String body) throws IOException, InterruptedException {
		return send("POST", path, JSON, body);
	}

	private HttpAnswer send(String method, String path, @Nullable String contentType, @Nullable String body)
			throws IOException, InterruptedException {
		return HttpAnswer.to(method, uri(path), contentType, body);
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
