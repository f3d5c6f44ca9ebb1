package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs each scenario in a JVM of its own and collects what they print.
 */
final class Scenarios {

	private static final String[] HEAPS = { "64m", "1g" };

	private Scenarios() {
	}

	static void main(String[] args) throws Exception {
		if (args[0].equals("flights")) {
			Flights.main(new String[] { args[1] });
		}
		else if (args[0].equals("virtual-threads")) {
			VirtualThreads.main(new String[0]);
		}
		else if (args[0].equals("service")) {
			print(Service.measure(Path.of(args[1])));
		}
		else if (args[0].equals("requests")) {
			print(Service.measureRequests(Path.of(args[1])));
		}
		else if (args[0].equals("virtual-requests")) {
			print(Service.measureVirtualRequests(Path.of(args[1])));
		}
		else {
			runAll(Path.of(args[0]), Path.of(args[1]));
		}
	}

	private static void runAll(Path results, Path service) throws IOException, InterruptedException {
		List<Map<String, Object>> flights = new ArrayList<>();
		for (String heap : HEAPS) {
			for (String contexts : new String[] { "new", "pooled" }) {
				Map<String, Object> run = new LinkedHashMap<>();
				run.put("contexts", contexts);
				run.put("heap", heap);
				run.putAll(start(heap, "flights", contexts));
				flights.add(run);
			}
		}
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("jdk", System.getProperty("java.vm.version"));
		all.put("flights", flights);
		if (VirtualThreads.areAvailable()) {
			all.put("virtualThreads", start("1g", "virtual-threads"));
		}
		all.put("service", Service.measure(service));
		Files.createDirectories(results.toAbsolutePath().getParent());
		Files.writeString(results, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
	}

	private static Map<String, Object> start(String heap, String... args) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx" + heap,
				"-XX:+UseG1GC", "-cp", System.getProperty("java.class.path"), Benchmarks.class.getName(), "scenarios"));
		command.addAll(List.of(args));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("%s failed: %s".formatted(command, output));
		}
		return JsonMapper.shared().readValue(output, new TypeReference<Map<String, Object>>() {
		});
	}

	static void print(Map<String, Object> result) {
		System.out.println(JsonMapper.shared().writeValueAsString(result));
	}

}
