package io.logicgraph.sample.flight;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The service as {@code java -jar} runs it, in a JVM of its own, on a port of its own.
 */
final class SampleJar implements AutoCloseable {

	static final Path JAR = Path.of("target", "sample-app.jar");

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private static final long MAX_SECONDS_TO_START = 120;

	private final Process process;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final StringBuffer output = new StringBuffer();

	/**
	 * Start the service without the optimizing compiler, which does away with some
	 * objects, though not with the same ones in each JVM.
	 * @param args the service's arguments
	 */
	SampleJar(String... args) throws IOException {
		this(JAR, List.of(), Stream.concat(Stream.of("--sample.compare-on-start=false"), Stream.of(args)).toList());
	}

	/**
	 * Start the service from another jar.
	 * @param jar the jar
	 * @param options options for the JVM
	 * @param args the service's arguments
	 */
	SampleJar(Path jar, List<String> options, List<String> args) throws IOException {
		List<String> command = command(options, jar);
		command.add("--server.port=0");
		command.addAll(args);
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		new Thread(this::read, "output-of-the-sample").start();
	}

	/**
	 * Run a jar that ends by itself, with the same options for the compiler.
	 * @param jar the jar
	 * @param options options for the JVM
	 * @param args the arguments
	 */
	static void run(Path jar, List<String> options, String... args) throws Exception {
		List<String> command = command(options, jar);
		command.addAll(List.of(args));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("%s: %s".formatted(command, output));
		}
	}

	private static List<String> command(List<String> options, Path jar) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-XX:TieredStopAtLevel=1");
		command.addAll(options);
		command.addAll(List.of("-jar", jar.toString()));
		return command;
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.append(line).append(System.lineSeparator());
				Matcher matcher = STARTED.matcher(line);
				if (matcher.find()) {
					this.port.complete(Integer.valueOf(matcher.group(1)));
				}
			}
			this.port.completeExceptionally(new IllegalStateException("It has ended: " + this.output));
		}
		catch (IOException ex) {
			this.port.completeExceptionally(new UncheckedIOException(ex));
		}
	}

	String output() {
		return this.output.toString();
	}

	/**
	 * Return what a browser gets.
	 */
	String page(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri(path)).header("Accept", "text/html,*/*;q=0.8").build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	JsonNode get(String path) throws Exception {
		return HttpAnswer.to("GET", uri(path), null, (String) null).body();
	}

	/**
	 * Send flights and wait until the request is recorded.
	 * @return the entry of the request in the endpoint's observations
	 */
	JsonNode post(String path, String flights) throws Exception {
		long before = observation(path).path("count").asLong();
		HttpAnswer answer = HttpAnswer.to("POST", uri(path), "application/json", flights);
		if (answer.status() != 200) {
			throw new IllegalStateException("%s: %s".formatted(path, answer));
		}
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> observation(path), (observation) -> observation.path("count").asLong() > before);
	}

	private JsonNode observation(String path) throws Exception {
		return get("/actuator/logicgraph-memory/observations").valueStream()
			.filter((observation) -> observation.at("/tags/uri").asString().equals(path))
			.findFirst()
			.orElse(MissingNode.getInstance());
	}

	private URI uri(String path) throws Exception {
		return URI
			.create("http://localhost:%d%s".formatted(this.port.get(MAX_SECONDS_TO_START, TimeUnit.SECONDS), path));
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().orTimeout(MAX_SECONDS_TO_START, TimeUnit.SECONDS).join();
	}

}
