package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the library adds to the start of a web service, and what its endpoint takes. The
 * service's class path are the classes next to a directory of jar files, and those;
 * "without" leaves out the library's.
 */
final class Service {

	private static final int PAIRS = 60;

	private static final int REQUEST_PAIRS = 12;

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
	 * Send requests in pairs of services, with the library and without.
	 */
	static Map<String, Object> measureRequests(Path libraries) throws IOException, InterruptedException {
		Service service = new Service(libraries);
		double[] without = new double[REQUEST_PAIRS];
		double[] with = new double[REQUEST_PAIRS];
		double[] added = new double[REQUEST_PAIRS];
		for (int i = 0; i < REQUEST_PAIRS; i++) {
			boolean withFirst = i % 2 == 1;
			double first = service.run("HelloService", withFirst, 0).get("request-cpu-nanos") / 1e3;
			double second = service.run("HelloService", !withFirst, 0).get("request-cpu-nanos") / 1e3;
			with[i] = withFirst ? first : second;
			without[i] = withFirst ? second : first;
			added[i] = with[i] - without[i];
			System.out.printf("%6.2f us without, %6.2f us with%n", without[i], with[i]);
		}
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("pairs", REQUEST_PAIRS);
		result.put("cpuMicrosByRequestWithout", median(without));
		result.put("cpuMicrosByRequestWith", median(with));
		result.put("addedMicros", median(added));
		result.put("addedMicrosLowerQuartile", added[REQUEST_PAIRS / 4]);
		result.put("addedMicrosUpperQuartile", added[REQUEST_PAIRS * 3 / 4]);
		return result;
	}

	/**
	 * Start in pairs, since a machine's mood changes, and take the median of the
	 * differences. Who starts first changes from pair to pair.
	 */
	private Map<String, Object> compareStarts(int beans) throws IOException, InterruptedException {
		List<Map<String, Long>> without = new ArrayList<>();
		List<Map<String, Long>> with = new ArrayList<>();
		run("PlainService", true, beans);
		for (int i = 0; i < 2 * PAIRS; i++) {
			boolean withLibrary = i % 4 == 1 || i % 4 == 2;
			(withLibrary ? with : without).add(run("PlainService", withLibrary, beans));
		}
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("beans", beans);
		result.put("pairs", PAIRS);
		result.put("clock", compare("started-nanos", without, with));
		result.put("cpu", compare("cpu-nanos", without, with));
		return result;
	}

	private static Map<String, Object> compare(String figure, List<Map<String, Long>> without,
			List<Map<String, Long>> with) {
		double[] before = new double[PAIRS];
		double[] after = new double[PAIRS];
		double[] added = new double[PAIRS];
		for (int i = 0; i < PAIRS; i++) {
			before[i] = without.get(i).get(figure) / 1e6;
			after[i] = with.get(i).get(figure) / 1e6;
			added[i] = after[i] - before[i];
		}
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("withoutMillis", median(before));
		result.put("withMillis", median(after));
		result.put("addedMillis", median(added));
		result.put("addedMillisLowerQuartile", added[PAIRS / 4]);
		result.put("addedMillisUpperQuartile", added[PAIRS * 3 / 4]);
		return result;
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		return values[values.length / 2];
	}

	private Map<String, Long> run(String main, boolean withLibrary, int beans)
			throws IOException, InterruptedException {
		List<String> command = List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-Dbeans=" + beans,
				"-cp", classPath(withLibrary), getClass().getPackageName() + ".service." + main, "--server.port=0",
				"--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--management.endpoints.web.exposure.include=*");
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

}
