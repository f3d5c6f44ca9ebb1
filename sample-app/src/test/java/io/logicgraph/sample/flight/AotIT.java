package io.logicgraph.sample.flight;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service behaves the same from what Spring processed ahead of time, and from an
 * archive of loaded classes: an AOT cache where the JDK has one, else CDS.
 */
class AotIT {

	private static final List<String> PROCESSED = List.of("-Dspring.aot.enabled=true");

	private static final String PATTERN = "--logicgraph.memory.profiled.include=io.logicgraph.sample.flight.StartupComparison";

	private static final String FLIGHT = "{\"delay\":240,\"distance\":3000}";

	/**
	 * The JDK settles on how to call a method by reflection, for which it allocates up to
	 * the 128th call.
	 */
	private static final int SETTLING_CALLS = 150;

	private static final int JDK_WITH_AOT_CACHE = 25;

	private static Behaviour usual;

	@TempDir
	private Path directory;

	@BeforeAll
	static void observeUsualBehaviour() throws Exception {
		usual = Behaviour.of(SampleJar.JAR, List.of("-Dspring.aot.enabled=false"), "Starting SampleApplication");
		assertThat(usual.profiles()).containsEntry("FlightAssessor.assess", "exact")
			.containsEntry("StartupComparison.run", "exact");
		assertThat(usual.observations()).containsEntry("/flights/assess", "exact");
		assertThat(usual.meters()).contains("logicgraph.profiled.allocated", "logicgraph.pool.acquired",
				"http.server.requests.allocated");
		assertThat(usual.page()).startsWith("<!DOCTYPE html>");
	}

	@Test
	void behavesTheSameProcessedAheadOfTime() throws Exception {
		assertThat(Behaviour.of(SampleJar.JAR, PROCESSED, "Starting AOT-processed SampleApplication")).isEqualTo(usual);
	}

	@Test
	void behavesTheSameFromAnArchiveOfClasses() throws Exception {
		boolean cache = Runtime.version().feature() >= JDK_WITH_AOT_CACHE;
		SampleJar.run(SampleJar.JAR, List.of("-Djarmode=tools"), "extract", "--destination", this.directory.toString());
		Path jar = this.directory.resolve("sample-app.jar");
		Path archive = this.directory.resolve("sample.archive");
		Path loaded = this.directory.resolve("loaded.log");
		SampleJar.run(jar, List.of("-Dspring.aot.enabled=true", "-Dspring.context.exit=onRefresh",
				(cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive));
		List<String> options = new ArrayList<>(PROCESSED);
		options.add((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
		options.add("-Xlog:class+load:file=" + loaded);
		assertThat(Behaviour.of(jar, options, "Starting AOT-processed SampleApplication")).isEqualTo(usual);
		assertThat(Files.readString(loaded))
			.containsPattern("io\\.logicgraph\\.memory\\.aop\\.ProfiledBeanPostProcessor source: shared objects file");
	}

	/**
	 * What the service shows after some requests.
	 *
	 * @param profiles quality by name of the profile
	 * @param observations quality by route
	 * @param keys keys of the endpoint's answer
	 * @param following what is followed to other threads
	 * @param meters names of the library's meters
	 * @param page head of the page, where its files have the hash of them all
	 * @param bytes bytes of the last call of an assessment
	 */
	record Behaviour(Map<String, String> profiles, Map<String, String> observations, Set<String> keys, String following,
			Set<String> meters, String page, long bytes) {

		static Behaviour of(Path jar, List<String> options, String start) throws Exception {
			try (SampleJar sample = new SampleJar(jar, options, List.of(PATTERN))) {
				for (int i = 0; i < SETTLING_CALLS; i++) {
					sample.post("/flights/assess", FLIGHT);
				}
				sample.post("/flights/replay/parallel", "[" + FLIGHT + "]");
				sample.post("/flights/stream", "[" + FLIGHT + "]");
				Awaitility.await().until(() -> hasStarted(sample));
				assertThat(sample.output()).contains(start).doesNotContain(" WARN ").doesNotContain("WARNING");
				JsonNode report = sample.get("/actuator/logicgraph-memory");
				return new Behaviour(qualities(report.get("profiles"), "/name"),
						qualities(report.get("observations"), "/tags/uri"), new TreeSet<>(report.propertyNames()),
						report.at("/memory/following").toString(), meters(sample.get("/actuator/metrics")),
						head(sample.page("/actuator/logicgraph-memory")), bytes(report.get("profiles")));
			}
		}

		private static String head(String page) {
			return page.substring(0, page.indexOf("</head>"));
		}

		private static boolean hasStarted(SampleJar sample) throws Exception {
			return qualities(sample.get("/actuator/logicgraph-memory/profiles"), "/name")
				.containsKey("StartupComparison.run");
		}

		private static Map<String, String> qualities(JsonNode rows, String name) {
			Map<String, String> qualities = new TreeMap<>();
			rows.forEach((row) -> qualities.put(row.at(name).asString(), row.path("quality").asString()));
			return qualities;
		}

		private static Set<String> meters(JsonNode metrics) {
			Set<String> meters = new TreeSet<>();
			metrics.get("names")
				.valueStream()
				.map(JsonNode::asString)
				.filter((name) -> name.startsWith("logicgraph") || name.endsWith(".allocated"))
				.forEach(meters::add);
			return meters;
		}

		private static long bytes(JsonNode profiles) {
			return profiles.valueStream()
				.filter((row) -> row.get("name").asString().equals("FlightAssessor.assess"))
				.findAny()
				.orElseThrow()
				.get("lastBytes")
				.asLong();
		}

	}

}
