package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the library adds to the start of a web service, and what its endpoint takes. The
 * service's class path has the classes next to a directory of jar files, and those;
 * "without" leaves out the library's.
 */
final class Service {

	private static final int START_PAIRS = 60;

	private static final int REQUEST_PAIRS = 12;

	private static final int VIRTUAL_REQUEST_PAIRS = 6;

	private static final String LIBRARY = "logicgraph-memory";

	private final Path libraries;

	private Service(Path libraries) {
		this.libraries = libraries;
	}

	static Map<String, Object> measure(Path libraries) throws IOException, InterruptedException {
		return new Service(libraries).measure();
	}

	private Map<String, Object> measure() throws IOException, InterruptedException {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("starts", List.of(compareStarts(0), compareStarts(1000)));
		Map<String, Long> endpoint = run("ProfiledService", true, 0);
		result.put("endpointChars", endpoint.get("endpoint-chars"));
		result.put("endpointMedianMillis", endpoint.get("endpoint-median-nanos") / 1e6);
		result.put("endpointP99Millis", endpoint.get("endpoint-p99-nanos") / 1e6);
		return result;
	}

	/**
	 * Compare the processor time of a request, in services with the library and without.
	 */
	static Map<String, Object> measureRequests(Path libraries) throws IOException, InterruptedException {
		Pairs pairs = new Service(libraries).runPairs("HelloService", REQUEST_PAIRS, 0);
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("pairs", REQUEST_PAIRS);
		result.put("cpu", pairs.compare("request-cpu-nanos", "Micros", 1e3));
		return result;
	}

	/**
	 * Compare the processor time of a request on virtual threads, in services that have
	 * the library, with and without the metering of virtual threads.
	 */
	static Map<String, Object> measureVirtualRequests(Path libraries) throws IOException, InterruptedException {
		Service service = new Service(libraries);
		Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
		for (int i = 0; i < 2 * VIRTUAL_REQUEST_PAIRS; i++) {
			boolean metered = i % 4 == 1 || i % 4 == 2;
			(metered ? pairs.with : pairs.without).add(service.runOnVirtualThreads("HelloService", metered));
		}
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("pairs", VIRTUAL_REQUEST_PAIRS);
		result.put("cpu", pairs.compare("request-cpu-nanos", "Micros", 1e3));
		return result;
	}

	private Map<String, Long> runOnVirtualThreads(String main, boolean metered)
			throws IOException, InterruptedException {
		return run(
				List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
						"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED",
						"--add-opens=java.management/sun.management=ALL-UNNAMED"),
				main, true, List.of("--spring.threads.virtual.enabled=true",
						"--logicgraph.memory.profiled.virtual-threads=" + (metered ? "exact" : "unavailable")));
	}

	private Map<String, Object> compareStarts(int beans) throws IOException, InterruptedException {
		run("PlainService", true, beans);
		Pairs pairs = runPairs("PlainService", START_PAIRS, beans);
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("beans", beans);
		result.put("pairs", START_PAIRS);
		result.put("clock", pairs.compare("started-nanos", "Millis", 1e6));
		result.put("cpu", pairs.compare("cpu-nanos", "Millis", 1e6));
		return result;
	}

	/**
	 * Run in pairs, since a machine's mood changes. Which of the two runs first changes
	 * from pair to pair.
	 */
	private Pairs runPairs(String main, int count, int beans) throws IOException, InterruptedException {
		Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
		for (int i = 0; i < 2 * count; i++) {
			boolean withLibrary = i % 4 == 1 || i % 4 == 2;
			(withLibrary ? pairs.with : pairs.without).add(run(main, withLibrary, beans));
		}
		return pairs;
	}

	private Map<String, Long> run(String main, boolean withLibrary, int beans)
			throws IOException, InterruptedException {
		return run(List.of("-Dbeans=" + beans), main, withLibrary, List.of());
	}

	private Map<String, Long> run(List<String> options, String main, boolean withLibrary, List<String> args)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m"));
		command.addAll(options);
		command.addAll(List.of("-cp", classPath(withLibrary), getClass().getPackageName() + ".service." + main,
				"--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--management.endpoints.web.exposure.include=*"));
		command.addAll(args);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("%s failed: %s".formatted(command, output));
		}
		return output.lines()
			.filter((line) -> line.matches("[a-z0-9-]+=\\d+"))
			.map((line) -> line.split("="))
			.collect(Collectors.toMap((parts) -> parts[0], (parts) -> Long.valueOf(parts[1])));
	}

	private String classPath(boolean withLibrary) throws IOException {
		List<String> path = new ArrayList<>(List.of(this.libraries.resolveSibling("classes").toString()));
		try (var files = Files.list(this.libraries)) {
			files.filter((file) -> withLibrary || !file.getFileName().toString().startsWith(LIBRARY))
				.sorted()
				.map(Path::toString)
				.forEach(path::add);
		}
		return String.join(System.getProperty("path.separator"), path);
	}

	/**
	 * Figures in nanoseconds by name: of the first pair, the second, and so on.
	 *
	 * @param without those of the services without the library
	 * @param with those of the services with it
	 */
	private record Pairs(List<Map<String, Long>> without, List<Map<String, Long>> with) {

		/**
		 * Return medians, and the median and the quartiles of the differences.
		 */
		Map<String, Object> compare(String figure, String unit, double nanosPerUnit) {
			double[] before = sorted((pair) -> this.without.get(pair).get(figure) / nanosPerUnit);
			double[] after = sorted((pair) -> this.with.get(pair).get(figure) / nanosPerUnit);
			double[] added = sorted(
					(pair) -> (this.with.get(pair).get(figure) - this.without.get(pair).get(figure)) / nanosPerUnit);
			Map<String, Object> result = new LinkedHashMap<>();
			result.put("without" + unit, before[before.length / 2]);
			result.put("with" + unit, after[after.length / 2]);
			result.put("added" + unit, added[added.length / 2]);
			result.put("added" + unit + "LowerQuartile", added[added.length / 4]);
			result.put("added" + unit + "UpperQuartile", added[added.length * 3 / 4]);
			return result;
		}

		private double[] sorted(IntToDoubleFunction figure) {
			return IntStream.range(0, this.with.size()).mapToDouble(figure).sorted().toArray();
		}

	}

}
