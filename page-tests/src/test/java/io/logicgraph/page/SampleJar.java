package io.logicgraph.page;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;

import org.awaitility.Awaitility;

/**
 * The sample service as {@code java -jar} runs it, under load until it is closed.
 */
final class SampleJar implements AutoCloseable {

	private static final Path JAR = Path.of("..", "sample-app", "target", "sample-app.jar");

	private static final String FLIGHT = "{\"delay\":200,\"distance\":2611}";

	private static final String FLIGHTS = "[%s]".formatted(String.join(",", Collections.nCopies(200, FLIGHT)));

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	private final Thread load = new Thread(this::load, "load");

	SampleJar() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-jar", JAR.toString(), "--server.port=" + this.port, "--sample.compare-on-start=false")
			.redirectErrorStream(true)
			.redirectOutput(Path.of("target", "sample.log").toFile())
			.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> get("/actuator/health") == 200);
		this.load.start();
	}

	URI uri(String path) {
		return URI.create("http://localhost:%d%s".formatted(this.port, path));
	}

	private void load() {
		try {
			for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
				post("/flights/assess", FLIGHT);
				post("/flights/stream", FLIGHTS);
				if (i % 2 == 0) {
					post("/flights/replay", FLIGHTS);
				}
				if (i % 5 == 0) {
					post("/flights/replay/parallel", FLIGHTS);
				}
			}
		}
		catch (IOException ex) {
			if (!Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("The sample has gone: see target/sample.log", ex);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private int get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.discarding()).statusCode();
	}

	private void post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		int status = this.client.send(request, BodyHandlers.discarding()).statusCode();
		if (status != 200) {
			throw new IOException("%s answered %d".formatted(path, status));
		}
	}

	@Override
	public void close() {
		this.load.interrupt();
		this.process.destroy();
		this.process.onExit().join();
	}

}
