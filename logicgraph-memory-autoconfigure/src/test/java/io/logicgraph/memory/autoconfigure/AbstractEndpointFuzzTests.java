package io.logicgraph.memory.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests to the endpoint, to be run with each kind of web application. They are
 * written to the socket as they are, since a client would refuse to send most of them.
 */
@SpringBootTest(
		classes = { AbstractEndpointHttpTests.Application.class, AbstractEndpointFuzzTests.DeletableEndpoint.class },
		webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.endpoints.web.exposure.include=logicgraph-memory,loggers,deletable")
abstract class AbstractEndpointFuzzTests {

	private static final long SEED = 20261124;

	private static final int REQUESTS = 2000;

	private static final String POOL = "/pools/contextPool";

	private static final List<String> METHODS = List.of("GET", "POST", "POST", "POST", "DELETE", "PUT", "PATCH", "HEAD",
			"OPTIONS", "TRACE", "PROPFIND", "get", "NONSENSE");

	private static final List<String> SEGMENTS = List.of("pools", "contextPool", "orders", "memory", "profiles",
			"leaks", "%00", "%0d%0aX-Forged:%20yes", "%1b[2J", "\"", "%22", "'", "<script>", "%3Cscript%3E",
			"%3Cb%3E%26", "%2f", "%2F..%2F", "%5c", "..", "a/..", ".", "%2e%2e", "a/%2e%2e", "%252e", ";a=b",
			"pools;jsessionid=1", "*", "**", "{name}", "${jndi:x}", "#{1}", "%", "%zz", "%c3%28", "%f0%9f%92%a5",
			"\u00e9", "%e2%80%ae", "%ff%fe", "?", "??", "#", " ", "~", "a".repeat(2000), "b/".repeat(500),
			"%41".repeat(3000));

	private static final List<String> QUERIES = List.of("", "", "", "", "?", "?maxPooled=1", "?maxPooled=1&maxPooled=2",
			"?section=a&name=b", "?%00=%00", "?=&&=", "?idleTimeout=%0A", "?maxPooled=%", "?maxPooled[]=1",
			"?a=" + "x".repeat(3000));

	private static final List<String> TYPES = List.of("application/json", "application/json", "application/json",
			"application/json;charset=utf-16", "application/json;charset=nonsense",
			"application/json;charset=iso-2022-cn", "text/plain;charset=iso-2022-cn",
			"application/vnd.spring-boot.actuator.v3+json", "text/plain", "application/xml", "text/xml",
			"application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=*", "multipart/form-data",
			"multipart/form-data; boundary=x", "multipart/mixed", "multipart/form-data; boundary=", "multipart/",
			"multipart/form-data; =", "application/octet-stream", "application/x-ndjson", "text/event-stream", "*/*",
			"*", "*/json", "application/*", "application/*+json", "nonsense", "a/b/c", "/", ";", "");

	private static final List<String> ACCEPTED = List.of("", "*/*", "application/json", "text/html", "application/xml",
			"text/plain", "application/problem+json", "text/event-stream", "nonsense", "a/b/c", "*/json", ";q=2", ",,,",
			"application/json;q=nonsense", "application/vnd.spring-boot.actuator.v2+json");

	private static final List<String> VALUES = List.of("7", "\"8\"", "\" 9 \"", "0", "-1", "1e3", "1.5", "1e999999999",
			"9".repeat(400), "99999999999999999999", "NaN", "null", "true", "\"true\"", "[]", "[1]", "{}", "{\"a\":[]}",
			"\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\n<b>\"", "\"5m\"", "\"PT1H\"", "\"full\"", "\"SAMPLED\"",
			"\"\u0131\"", "\"" + "z".repeat(5000) + "\"", "\"${user.home}\"", "'7'", "7,", "--7", "0x7", "\"\u0667\"");

	private static final List<String> GOOD = List.of("{\"maxPooled\":7}", "{\"maxPooled\":\"50\"}",
			"{\"idleTimeout\":\"90s\"}", "{\"minIdle\":3,\"maxPooled\":90}", "{\"maxPooled\":\" 60 \"}",
			"{\"leakDetection\":\"full\"}", "{\"initialCapacity\":32,\"leakThreshold\":\"PT2M\"}");

	private static final List<String> NAMES = List.of("maxPooled", "initialCapacity", "trackStats", "minIdle",
			"idleTimeout", "maxRetainedCapacity", "leakDetection", "leakThreshold", "section", "name", "", "class",
			"__proto__", "maxpooled", "\\u0000", "@type");

	private final Random random = new Random(SEED);

	@LocalManagementPort
	private int port;

	@Value("${test.path:/actuator/logicgraph-memory}")
	private String endpoint;

	@Autowired
	private ContextPool contextPool;

	@Test
	void anyRequestIsAnsweredOrRefusedAndTheSettingsAreThoseOfTheLastOneAnswered() throws IOException {
		this.contextPool.reconfigure(PoolConfig.defaults());
		int changes = 0;
		for (int i = 0; i < REQUESTS; i++) {
			PoolConfig before = this.contextPool.config();
			Request request = request();
			Answer answer = send(request);
			PoolConfig after = this.contextPool.config();
			String description = "request %d with seed %d: %s".formatted(i, SEED, request.describe());
			if (request.isLarge() && answer.text().isEmpty()) {
				assertThat(after).as(description).isEqualTo(before);
			}
			else if (request.leavesTheEndpoint()) {
				assertThat(after).as(description).isEqualTo(before);
			}
			else {
				// What Spring fails on before it looks for an endpoint, it fails on for
				// all.
				assertThat(answer.status()).as(description)
					.satisfiesAnyOf((status) -> assertThat(status).isBetween(200, 499),
							(status) -> assertThat(status).isEqualTo(sendToReference(request).status()));
			}
			assertThat(answer.head()).as(description).doesNotContainIgnoringCase("\nX-Forged");
			if (!after.equals(before)) {
				changes++;
				assertThat(answer.status()).as(description).isEqualTo(200);
			}
			if (request.method().equals("POST") && request.path().equals(POOL) && answer.status() == 200) {
				assertThat(answer.text()).as(description)
					.contains("\"maxPooled\":" + after.maxPooled() + ",", "\"minIdle\":" + after.minIdle() + ",",
							"\"initialCapacity\":" + after.initialCapacity() + ",",
							"\"idleTimeout\":\"" + after.idleTimeout() + "\"");
			}
		}
		assertThat(changes).isPositive();
		assertThat(send(new Request("GET", POOL, "", "", "")).text())
			.contains("\"maxPooled\":" + this.contextPool.config().maxPooled() + ",");
	}

	private Request request() {
		String method = any(METHODS);
		boolean toPool = this.random.nextInt(3) > 0;
		return new Request(method, toPool ? POOL : path(), any(TYPES), any(ACCEPTED), body());
	}

	private String path() {
		StringBuilder path = new StringBuilder();
		int segments = this.random.nextInt(4);
		for (int i = 0; i < segments; i++) {
			path.append('/').append(any(SEGMENTS));
		}
		return path.append(any(QUERIES)).toString();
	}

	private String body() {
		return switch (this.random.nextInt(13)) {
			case 0 -> "";
			case 1 -> "[".repeat(1 + this.random.nextInt(5000));
			case 2 -> "{\"a\":".repeat(1 + this.random.nextInt(2000)) + "1";
			case 3 -> any(VALUES);
			case 4 -> this.random.ints(1 + this.random.nextInt(200), 0, 0x250)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			case 5 -> (this.random.nextInt(10) == 0) ? "{\"maxPooled\": \"" + "1".repeat(1_000_000) + "\"}" : "{}";
			case 6 -> "--x\r\nContent-Disposition: form-data; name=\"maxPooled\"\r\n\r\n7\r\n--x--\r\n";
			case 7 -> json().substring(this.random.nextInt(5));
			case 8, 9 -> any(GOOD);
			case 10 -> "maxPooled=7&" + any(NAMES) + "=%zz&%";
			default -> json();
		};
	}

	private String json() {
		StringBuilder json = new StringBuilder("{");
		int settings = 1 + this.random.nextInt(3);
		for (int i = 0; i < settings; i++) {
			json.append((i > 0) ? "," : "").append('"').append(any(NAMES)).append("\":").append(any(VALUES));
		}
		return json.append('}').toString();
	}

	private String any(List<String> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	private Answer send(Request request) throws IOException {
		return send(request, this.endpoint + request.path());
	}

	/**
	 * Send a request to Spring Boot's own endpoint, or, since that has no DELETE, to one
	 * that has nothing else.
	 */
	private Answer sendToReference(Request request) throws IOException {
		String path = request.path().equals(POOL) ? "/ROOT" : request.path();
		String reference = request.method().equals("DELETE") ? "deletable" : "loggers";
		// The other endpoints have no page: what is asked for as one is asked for as
		// JSON.
		String accept = request.accept().equals("text/html") ? "" : request.accept();
		return send(new Request(request.method(), request.path(), request.type(), accept, request.body()),
				this.endpoint.substring(0, this.endpoint.lastIndexOf('/') + 1) + reference + path);
	}

	private Answer send(Request request, String target) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(30_000);
			OutputStream out = socket.getOutputStream();
			try {
				out.write(request.bytes(target));
				out.flush();
			}
			catch (SocketException ex) {
				// A server may answer and hang up before it has read a large body.
				assertThat(request.isLarge()).as(request.describe()).isTrue();
			}
			return new Answer(read(socket.getInputStream(), request.isLarge()));
		}
	}

	/**
	 * Read what there is, up to the end or to where a server that was not interested in
	 * the rest of the request cut the connection.
	 */
	private static String read(InputStream in, boolean maybeNothing) throws IOException {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				answer.write(buffer, 0, count);
			}
		}
		catch (SocketException ex) {
			if (answer.size() == 0 && !maybeNothing) {
				throw ex;
			}
		}
		return answer.toString(StandardCharsets.UTF_8);
	}

	private record Request(String method, String path, String type, String accept, String body) {

		/**
		 * Return whether the path goes up beyond the endpoint's own, to where other
		 * endpoints or none may answer.
		 */
		boolean leavesTheEndpoint() {
			int depth = 0;
			for (String segment : this.path.split("[?#]", 2)[0].split("/")) {
				boolean up = segment.equals("..") || segment.equals("%2e%2e");
				depth += up ? -1 : (segment.isEmpty() || segment.equals(".")) ? 0 : 1;
				if (depth < 0) {
					return true;
				}
			}
			return false;
		}

		byte[] bytes(String target) {
			int length = this.body.getBytes(StandardCharsets.UTF_8).length;
			return (this.method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
					+ (this.type.isEmpty() ? "" : "Content-Type: " + this.type + "\r\n")
					+ (this.accept.isEmpty() ? "" : "Accept: " + this.accept + "\r\n") + "Content-Length: " + length
					+ "\r\n\r\n" + this.body)
				.getBytes(StandardCharsets.UTF_8);
		}

		boolean isLarge() {
			return this.body.length() > 100_000;
		}

		String describe() {
			String text = toString();
			return (text.length() > 1000) ? text.substring(0, 1000) + "..." : text;
		}

	}

	private record Answer(String text) {

		int status() {
			return this.text.startsWith("HTTP/1.") ? Integer.parseInt(this.text.substring(9, 12)) : 0;
		}

		String head() {
			int end = this.text.indexOf("\r\n\r\n");
			return (end >= 0) ? this.text.substring(0, end) : this.text;
		}

	}

	@Endpoint(id = "deletable")
	static class DeletableEndpoint {

		@DeleteOperation
		void delete(@Selector String name) {
		}

	}

}
