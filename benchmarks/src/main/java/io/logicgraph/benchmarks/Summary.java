package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the {@link Report} needs of a run of JMH, whose own results are a hundred times as
 * long. The file has one line for each benchmark, so that a diff shows which of them
 * changed.
 *
 * @param jvm the JVM of the run
 * @param results a result for each benchmark, in the order of the run
 */
record Summary(Jvm jvm, List<Result> results) {

	/**
	 * Summarize a run.
	 * @param args the file with the results of JMH, and the file to write
	 */
	static void main(String[] args) throws IOException {
		JsonNode results = JsonMapper.shared().readTree(Files.readString(Path.of(args[0])));
		Path file = Path.of(args[1]);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.writeString(file, of(results).toJson());
	}

	static Summary read(Path file) throws IOException {
		return JsonMapper.shared().readValue(Files.readString(file), Summary.class);
	}

	private static Summary of(JsonNode benchmarks) {
		List<Result> results = new ArrayList<>();
		benchmarks.forEach((benchmark) -> results.add(Result.of(benchmark)));
		return new Summary(Jvm.of(benchmarks.get(0)), results);
	}

	private String toJson() {
		JsonMapper mapper = JsonMapper.shared();
		return this.results.stream()
			.map(mapper::writeValueAsString)
			.collect(Collectors.joining(",\n",
					"{\"jvm\":%s,\n\"results\":[\n".formatted(mapper.writeValueAsString(this.jvm)), "\n]}\n"));
	}

	/**
	 * Round to more digits than are published.
	 */
	private static double rounded(double figure) {
		return Math.round(figure * 10_000) / 10_000.0;
	}

	/**
	 * The JVM of the first benchmark; the others differ from it in options of their own
	 * at most.
	 *
	 * @param jdk version of the JDK
	 * @param name name of the virtual machine
	 * @param version version of the virtual machine
	 * @param args its options
	 */
	record Jvm(String jdk, String name, String version, List<String> args) {

		private static Jvm of(JsonNode benchmark) {
			List<String> args = new ArrayList<>();
			benchmark.get("jvmArgs").forEach((arg) -> args.add(arg.stringValue()));
			return new Jvm(benchmark.get("jdkVersion").stringValue(), benchmark.get("vmName").stringValue(),
					benchmark.get("vmVersion").stringValue(), args);
		}

	}

	/**
	 * One benchmark.
	 *
	 * @param name its class and method
	 * @param threads number of threads that ran it at once
	 * @param params its parameters
	 * @param clockNanos time on the clock by operation
	 * @param cpuNanos processor time of the whole process by operation
	 * @param allocatedBytes bytes that were allocated by operation
	 */
	record Result(String name, int threads, Map<String, String> params, Figure clockNanos, Figure cpuNanos,
			double allocatedBytes) {

		private static Result of(JsonNode benchmark) {
			JsonNode clock = benchmark.get("primaryMetric");
			String unit = clock.get("scoreUnit").stringValue();
			if (!unit.equals("ns/op")) {
				throw new IllegalStateException(
						"%s is in %s: have it measured in ns/op".formatted(name(benchmark), unit));
			}
			JsonNode others = benchmark.get("secondaryMetrics");
			return new Result(name(benchmark), benchmark.get("threads").intValue(), params(benchmark), Figure.of(clock),
					Figure.of(others.get(CpuTimeProfiler.LABEL)), allocatedBytes(others));
		}

		private static String name(JsonNode benchmark) {
			String name = benchmark.get("benchmark").stringValue();
			return name.substring(Summary.class.getPackageName().length() + 1);
		}

		private static Map<String, String> params(JsonNode benchmark) {
			Map<String, String> params = new TreeMap<>();
			benchmark.path("params")
				.properties()
				.forEach((param) -> params.put(param.getKey(), param.getValue().stringValue()));
			return params;
		}

		private static double allocatedBytes(JsonNode metrics) {
			return metrics.properties()
				.stream()
				.filter((metric) -> metric.getKey().endsWith("gc.alloc.rate.norm"))
				.mapToDouble((metric) -> rounded(metric.getValue().get("score").doubleValue()))
				.findFirst()
				.orElse(Double.NaN);
		}

	}

	/**
	 * A figure with its error bar.
	 *
	 * @param median median of the iterations of all forks, since what disturbs a run only
	 * ever adds to it
	 * @param low lowest of them
	 * @param high highest of them
	 */
	record Figure(double median, double low, double high) {

		private static Figure of(JsonNode metric) {
			List<Double> samples = new ArrayList<>();
			metric.get("rawData").forEach((fork) -> fork.forEach((sample) -> samples.add(sample.doubleValue())));
			samples.sort(null);
			return new Figure(rounded(samples.get(samples.size() / 2)), rounded(samples.get(0)),
					rounded(samples.get(samples.size() - 1)));
		}

	}

}
