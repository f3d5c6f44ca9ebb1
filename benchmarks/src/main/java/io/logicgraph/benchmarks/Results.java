package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of one JDK: a {@link Summary} of what JMH measured, and what the scenarios
 * wrote.
 *
 * @param summary results of JMH
 * @param scenarios results of the scenarios
 */
record Results(Summary summary, JsonNode scenarios) {

	/**
	 * Read what a directory holds.
	 * @param directory where the files are
	 * @return results by feature release of the JDK
	 */
	static Map<Integer, Results> readAll(Path directory) throws IOException {
		Map<Integer, Results> results = new TreeMap<>();
		try (var files = Files.newDirectoryStream(directory, "jdk*.json")) {
			for (Path file : files) {
				Summary summary = Summary.read(file);
				String scenarios = Files.readString(file.resolveSibling("scenarios-" + file.getFileName()));
				results.put(Runtime.Version.parse(summary.jvm().jdk()).feature(),
						new Results(summary, JsonMapper.shared().readTree(scenarios)));
			}
		}
		return results;
	}

	/**
	 * Find one result.
	 * @param name end of the name of the benchmark
	 * @param threads number of threads
	 * @param params its parameters
	 */
	Summary.@Nullable Result find(String name, int threads, Map<String, String> params) {
		for (Summary.Result result : all()) {
			if (result.name().endsWith("." + name) && result.threads() == threads
					&& result.params().entrySet().containsAll(params.entrySet())) {
				return result;
			}
		}
		return null;
	}

	List<Summary.Result> all() {
		return this.summary.results();
	}

}
