package io.logicgraph.sample.flight;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same requests on platform threads and on virtual ones, to the jar as it is started
 * from the command line: its manifest opens what the bytes of virtual threads need.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "There are no virtual threads")
class VirtualThreadsIT {

	private static final String FLIGHTS = "[" + "{\"delay\":240,\"distance\":3000},".repeat(2999)
			+ "{\"delay\":0,\"distance\":1}]";

	/**
	 * The JDK settles on how to call a method by reflection, for which it allocates up to
	 * the 128th call.
	 */
	private static final int WARM_UP_CALLS = 150;

	private static final int CALLS = 20;

	private static final double MAX_DIFFERENCE = 0.01;

	private static final long MAX_DIFFERENCE_BYTES = 4096;

	@Test
	void requestsAndMethodsAreChargedTheSameOnVirtualThreadsAsOnPlatformThreads() throws Exception {
		Map<String, Long> platform = measure(false);
		Map<String, Long> virtual = measure(true);
		System.out.println("Least bytes of a call on platform threads: " + platform);
		System.out.println("Least bytes of a call on virtual threads:  " + virtual);
		assertThat(virtual).containsOnlyKeys(platform.keySet());
		assertThat(platform).containsKeys("/flights/assess", "/flights/replay", "/flights/replay/parallel",
				"/flights/stream", "FlightAssessor.assess", "ReplayService.replayPooled", "ParallelReplay.replay",
				"FlightStream.assess");
		platform.forEach((name, bytes) -> assertThat((double) virtual.get(name)).as(name)
			.isBetween(bytes - tolerance(bytes), bytes + tolerance(bytes)));
	}

	@Test
	void startsWithoutAWarningWhereExactBytesAreRequired() throws Exception {
		try (SampleJar sample = new SampleJar("--spring.threads.virtual.enabled=true",
				"--logicgraph.memory.profiled.virtual-threads=exact")) {
			JsonNode memory = sample.get("/actuator/logicgraph-memory/memory");
			assertThat(memory.at("/allocationCounter/virtualThreads/available").asBoolean()).isTrue();
			assertThat(sample.output()).doesNotContain(" WARN ").doesNotContain("WARNING");
		}
	}

	private static double tolerance(long bytes) {
		return Math.max(MAX_DIFFERENCE_BYTES, bytes * MAX_DIFFERENCE);
	}

	/**
	 * Return the least bytes of a call by request and by profiled method: the JVM itself
	 * allocates some now and then.
	 */
	private static Map<String, Long> measure(boolean virtual) throws Exception {
		try (SampleJar sample = new SampleJar("--spring.threads.virtual.enabled=" + virtual)) {
			for (int i = 0; i < WARM_UP_CALLS; i++) {
				call(sample, new TreeMap<>());
			}
			Map<String, Long> least = new TreeMap<>();
			for (int i = 0; i < CALLS; i++) {
				call(sample, least);
			}
			return least;
		}
	}

	private static void call(SampleJar sample, Map<String, Long> least) throws Exception {
		request(sample, "/flights/assess", "{\"delay\":240,\"distance\":3000}", least);
		for (String path : new String[] { "/flights/replay", "/flights/replay/parallel", "/flights/stream" }) {
			request(sample, path, FLIGHTS, least);
		}
		for (JsonNode profile : sample.get("/actuator/logicgraph-memory/profiles")) {
			note(profile.path("name").asString(), profile, least);
		}
	}

	private static void request(SampleJar sample, String path, String flights, Map<String, Long> least)
			throws Exception {
		note(path, sample.post(path, flights), least);
	}

	private static void note(String name, JsonNode figures, Map<String, Long> least) {
		assertThat(figures.path("quality").asString()).as("%s", figures).isEqualTo("exact");
		least.merge(name, figures.path("lastBytes").asLong(), Math::min);
	}

}
