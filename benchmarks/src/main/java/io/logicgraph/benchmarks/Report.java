package io.logicgraph.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * Writes tables and charts of results into a page: each table replaces what is between
 * the comments {@code <!-- begin name -->} and {@code <!-- end name -->}.
 */
final class Report {

	private static final String[] POOLS = { "logicgraph_acquire_release", "logicgraph_lease_close",
			"logicgraph_after_hand_over", "two_compare_and_sets", "netty_recycler", "stormpot_thread_safe_tap",
			"stormpot_thread_local_tap", "jctools_mpmc_queue", "thread_local_deque", "commons_pool2" };

	private static final String[] KEYS = { "2", "8", "16", "20", "32", "64" };

	private static final String[] RATES = { "0", "50", "75", "90", "95", "98" };

	private final Map<Integer, Results> results;

	private final Path page;

	private Report(Map<Integer, Results> results, Path page) {
		this.results = results;
		this.page = page;
	}

	static void main(String[] args) throws IOException {
		new Report(Results.readAll(Path.of(args[0])), Path.of(args[1])).write();
	}

	private void write() throws IOException {
		String text = Files.readString(this.page);
		text = replace(text, "jdks", jdks());
		text = replace(text, "pools", pools());
		text = replace(text, "keys-same", keys("same"));
		text = replace(text, "keys-new", keys("new"));
		text = replace(text, "six", six());
		text = replace(text, "reuse", reuse());
		text = replace(text, "flights", flights());
		text = replace(text, "virtual-threads", virtualThreads());
		text = replace(text, "profile", profile());
		text = replace(text, "starts", starts());
		text = replace(text, "endpoint", endpoint());
		Files.writeString(this.page, text);
		Path images = Files.createDirectories(this.page.resolveSibling("images"));
		Files.writeString(images.resolve("benchmark-pools.svg"), poolChart());
		Files.writeString(images.resolve("benchmark-keys.svg"), keyChart());
	}

	private static String replace(String text, String name, String table) {
		Pattern block = Pattern.compile("(<!-- begin %s -->\n).*?(<!-- end %s -->)".formatted(name, name),
				Pattern.DOTALL);
		Matcher matcher = block.matcher(text);
		if (!matcher.find()) {
			throw new IllegalStateException("The page has no block '%s'".formatted(name));
		}
		return text.substring(0, matcher.end(1)) + "\n" + table + "\n" + text.substring(matcher.start(2));
	}

	private String jdks() {
		StringBuilder list = new StringBuilder();
		this.results.values().forEach((result) -> {
			Summary.Jvm jvm = result.summary().jvm();
			list.append("- JDK %s (%s %s), `%s`\n".formatted(jvm.jdk(), jvm.name(), jvm.version(),
					String.join(" ", jvm.args())));
		});
		return list.toString();
	}

	private String pools() {
		StringBuilder table = new StringBuilder(
				"| JDK | Pool | 1 thread: CPU | clock | bytes | 2 threads: CPU | throughput |\n");
		table.append("|---|---|--:|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			for (String pool : POOLS) {
				Summary.Result one = results.find(pool, 1, Map.of());
				Summary.Result two = results.find(pool, 2, Map.of());
				if (one != null && two != null) {
					row(table, jdk, "`" + pool + "`", nanos(one.cpuNanos()), nanos(one.clockNanos()),
							bytes(one.allocatedBytes()), nanos(two.cpuNanos()),
							ratio(2 * one.clockNanos().median() / two.clockNanos().median()));
				}
			}
		});
		return table.toString();
	}

	private String keys(String values) {
		StringBuilder table = new StringBuilder(
				"| JDK | Keys | Pooled | `new Context()` | `new HashMap` | against `Context` | against `HashMap` | "
						+ "Pooled bytes | `HashMap` bytes |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			for (String keys : KEYS) {
				Map<String, String> params = Map.of("keys", keys, "values", values);
				Summary.Result pooled = results.find("pooled", 1,
						Map.of("keys", keys, "values", values, "generation", "tenured"));
				Summary.Result context = results.find("new_context", 1, params);
				Summary.Result map = results.find("new_hash_map", 1, params);
				if (pooled != null && context != null && map != null) {
					double nanos = pooled.cpuNanos().median();
					row(table, jdk, keys, nanos(pooled.cpuNanos()), nanos(context.cpuNanos()), nanos(map.cpuNanos()),
							ratio(context.cpuNanos().median() / nanos), ratio(map.cpuNanos().median() / nanos),
							bytes(pooled.allocatedBytes()), bytes(map.allocatedBytes()));
				}
			}
		});
		return table.toString();
	}

	private String six() {
		StringBuilder table = new StringBuilder("| JDK | Benchmark | CPU | clock | bytes |\n|---|---|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			for (Summary.Result result : results.all()) {
				if (result.name().contains("ReleaseNotes")) {
					row(table, jdk, "`" + label(result) + "`", nanos(result.cpuNanos()), nanos(result.clockNanos()),
							bytes(result.allocatedBytes()));
				}
			}
		});
		return table.toString();
	}

	private static String label(Summary.Result result) {
		String name = result.name().substring(result.name().lastIndexOf('.') + 1);
		List<String> details = new ArrayList<>();
		result.params().values().forEach(details::add);
		if (result.threads() > 1) {
			details.add(result.threads() + " threads");
		}
		return details.isEmpty() ? name : name + " " + String.join(", ", details);
	}

	private String reuse() {
		StringBuilder table = new StringBuilder("| JDK | Reuse rate | `release`: bytes by execution | saved | "
				+ "try-with-resources: bytes by execution | saved |\n|---|--:|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			for (String rate : RATES) {
				row(table, jdk, rate + " %", bytes(reuseBytes(results, rate, "release")),
						saved(results, rate, "release"), bytes(reuseBytes(results, rate, "try")),
						saved(results, rate, "try"));
			}
		});
		return table.toString();
	}

	private static String saved(Results results, String rate, String returned) {
		return format("%.1f %%", 100 * (1 - reuseBytes(results, rate, returned) / reuseBytes(results, "0", returned)));
	}

	private static double reuseBytes(Results results, String rate, String returned) {
		Summary.Result result = results.find("context_reuse", 1, Map.of("rate", rate, "returned", returned));
		return (result != null) ? result.allocatedBytes() : Double.NaN;
	}

	private String flights() {
		StringBuilder table = new StringBuilder("| JDK | Heap | Contexts | CPU by execution | Bytes by execution | "
				+ "of these, context | Collections | Peak heap |\n|---|---|---|--:|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> results.scenarios()
			.get("flights")
			.forEach((run) -> row(table, jdk, run.get("heap").stringValue(), run.get("contexts").stringValue(),
					format("%.0f ns", number(run, "cpuNanosPerExecution")), bytes(number(run, "bytesPerExecution")),
					bytes(number(run, "contextBytesPerExecution")), format("%.0f", number(run, "collections")),
					format("%.1f MB", number(run, "peakHeapBytes") / 1e6))));
		return table.toString();
	}

	private String virtualThreads() {
		StringBuilder table = new StringBuilder(
				"| JDK | Virtual threads | Leases | Contexts created | Reuse rate |\n|---|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			JsonNode run = results.scenarios().get("virtualThreads");
			if (run != null) {
				row(table, jdk, format("%.0f", number(run, "threads")), format("%.0f", number(run, "leases")),
						format("%.0f", number(run, "created")), format("%.3f %%", number(run, "reuseRate")));
			}
		});
		return table.toString();
	}

	private String profile() {
		StringBuilder table = new StringBuilder("| JDK | Benchmark | CPU | clock | bytes |\n|---|---|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			for (Summary.Result result : results.all()) {
				if (result.name().matches(".*(Profile|Proxy|Hop)Benchmark.*")) {
					row(table, jdk, "`" + label(result) + "`", nanos(result.cpuNanos()), nanos(result.clockNanos()),
							bytes(result.allocatedBytes()));
				}
			}
		});
		return table.toString();
	}

	private String starts() {
		StringBuilder table = new StringBuilder(
				"| JDK | Further beans | Pairs of starts | CPU without the library | with it | Difference (quartiles) | "
						+ "Clock without | with | Difference (quartiles) |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> results.scenarios().get("service").get("starts").forEach((run) -> {
			JsonNode cpu = run.get("cpu");
			JsonNode clock = run.get("clock");
			row(table, jdk, format("%.0f", number(run, "beans")), format("%.0f", number(run, "pairs")),
					millis(cpu, "withoutMillis"), millis(cpu, "withMillis"), addedMillis(cpu),
					millis(clock, "withoutMillis"), millis(clock, "withMillis"), addedMillis(clock));
		}));
		return table.toString();
	}

	private static String addedMillis(JsonNode comparison) {
		return format("%.0f (%.0f–%.0f) ms", number(comparison, "addedMillis"),
				number(comparison, "addedMillisLowerQuartile"), number(comparison, "addedMillisUpperQuartile"));
	}

	private String endpoint() {
		StringBuilder table = new StringBuilder("| JDK | Characters | Median | 99th percentile |\n|---|--:|--:|--:|\n");
		this.results.forEach((jdk, results) -> {
			JsonNode run = results.scenarios().get("service");
			row(table, jdk, format("%.0f", number(run, "endpointChars")),
					format("%.1f ms", number(run, "endpointMedianMillis")),
					format("%.1f ms", number(run, "endpointP99Millis")));
		});
		return table.toString();
	}

	private static String millis(JsonNode node, String name) {
		return format("%.0f ms", number(node, name));
	}

	private String poolChart() {
		BarChart chart = new BarChart("Acquire and release, one thread, ns of CPU", series());
		for (String pool : POOLS) {
			if (!pool.equals("commons_pool2")) {
				chart.add(pool.replace('_', ' '), figures(pool, Map.of()));
			}
		}
		return chart.toSvg();
	}

	private String keyChart() {
		BarChart chart = new BarChart("A context with n new values, ns of CPU", series());
		for (String keys : KEYS) {
			chart.add(keys + " keys, pooled",
					figures("pooled", Map.of("keys", keys, "values", "new", "generation", "tenured")));
			chart.add("new Context()", figures("new_context", Map.of("keys", keys, "values", "new")));
			chart.add("new HashMap", figures("new_hash_map", Map.of("keys", keys, "values", "new")));
		}
		return chart.toSvg();
	}

	private List<String> series() {
		return this.results.keySet().stream().map((jdk) -> "JDK " + jdk).toList();
	}

	private List<Summary.Figure> figures(String name, Map<String, String> params) {
		return this.results.values()
			.stream()
			.map((results) -> results.find(name, 1, params))
			.filter(Objects::nonNull)
			.map(Summary.Result::cpuNanos)
			.toList();
	}

	private static double number(JsonNode node, String name) {
		return node.get(name).doubleValue();
	}

	private static void row(StringBuilder table, Object... cells) {
		for (Object cell : cells) {
			table.append("| ").append(cell).append(' ');
		}
		table.append("|\n");
	}

	private static String nanos(Summary.Figure figure) {
		return format("%.1f (%.1f–%.1f) ns", figure.median(), figure.low(), figure.high());
	}

	private static String bytes(double bytes) {
		return format("%.1f B", bytes);
	}

	private static String ratio(double ratio) {
		return format("%.2f ×", ratio);
	}

	private static String format(String format, Object... args) {
		return String.format(Locale.ROOT, format, args);
	}

}
