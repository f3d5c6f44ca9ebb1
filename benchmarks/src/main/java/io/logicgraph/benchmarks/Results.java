package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of one JDK, as JMH and the scenarios wrote them.
 *
 * @param jdk version of the JDK
 * @param benchmarks results of JMH
 * @param scenarios results of the scenarios
 */
record Results(String jdk, JsonNode benchmarks, JsonNode scenarios) {

	/**
	 * Read what a directory holds.
	 * @param directory where the files are
	 * @return results by feature release of the JDK
	 */
	static Map<Integer, Results> readAll(Path directory) throws IOException {
		Map<Integer, Results> results = new TreeMap<>();
		try (var files = Files.newDirectoryStream(directory, "jdk*.json")) {
			for (Path file : files) {
				JsonNode benchmarks = read(file);
				JsonNode scenarios = read(file.resolveSibling("scenarios-" + file.getFileName()));
				String jdk = benchmarks.get(0).get("jdkVersion").stringValue();
				results.put(Runtime.Version.parse(jdk).feature(), new Results(jdk, benchmarks, scenarios));
			}
		}
		return results;
	}

	private static JsonNode read(Path file) throws IOException {
		return JsonMapper.shared().readTree(Files.readString(file));
	}

	/**
	 * Find one result.
	 * @param name end of the name of the benchmark
	 * @param threads number of threads
	 * @param params its parameters
	 */
	@Nullable Result find(String name, int threads, Map<String, String> params) {
		for (Result result : all()) {
			if (result.name().endsWith("." + name) && result.threads() == threads
					&& result.params().entrySet().containsAll(params.entrySet())) {
				return result;
			}
		}
		return null;
	}

	List<Result> all() {
		List<Result> all = new ArrayList<>();
		this.benchmarks.forEach((node) -> all.add(new Result(node)));
		return all;
	}

	/**
	 * One result of JMH.
	 */
	record Result(JsonNode node) {

		String name() {
			return this.node.get("benchmark").stringValue();
		}

		int threads() {
			return this.node.get("threads").intValue();
		}

		Map<String, String> params() {
			Map<String, String> params = new TreeMap<>();
			JsonNode node = this.node.get("params");
			if (node != null) {
				node.properties().forEach((param) -> params.put(param.getKey(), param.getValue().stringValue()));
			}
			return params;
		}

		Figure clock() {
			return figure(this.node.get("primaryMetric"));
		}

		Figure processor() {
			return figure(this.node.get("secondaryMetrics").get(CpuTimeProfiler.LABEL));
		}

		double bytes() {
			for (Map.Entry<String, JsonNode> metric : this.node.get("secondaryMetrics").properties()) {
				if (metric.getKey().endsWith("gc.alloc.rate.norm")) {
					return metric.getValue().get("score").doubleValue();
				}
			}
			return Double.NaN;
		}

		/**
		 * The median, since what disturbs a run only ever adds to it.
		 */
		private static Figure figure(JsonNode metric) {
			List<Double> samples = new ArrayList<>();
			metric.get("rawData").forEach((fork) -> fork.forEach((sample) -> samples.add(sample.doubleValue())));
			samples.sort(null);
			return new Figure(samples.get(samples.size() / 2), samples.get(0), samples.get(samples.size() - 1));
		}

	}

	/**
	 * A figure with its error bar.
	 *
	 * @param median median of the iterations
	 * @param low lowest of them
	 * @param high highest of them
	 */
	record Figure(double median, double low, double high) {

	}

}
