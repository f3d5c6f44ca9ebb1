package io.logicgraph.sample.flight;

import java.util.ArrayList;
import java.util.List;
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

	private static final String FLIGHT = "{\"delay\":240,\"distance\":3000}";

	private static final String FLIGHTS = flights(1000);

	/**
	 * A batch of the stream's: what more of them allocate depends on which of Reactor's
	 * threads goes on.
	 */
	private static final String BATCH = flights(100);

	/**
	 * The JDK settles on how to call a method by reflection, for which it allocates up to
	 * the 128th call.
	 */
	private static final int WARM_UP_CALLS = 150;

	private static final int CALLS = 41;

	private static final double MAX_DIFFERENCE = 0.01;

	private static final long MAX_DIFFERENCE_BYTES = 4096;

	@Test
	void requestsAndMethodsAreChargedTheSameOnVirtualThreadsAsOnPlatformThreads() throws Exception {
		Map<String, Long> platform = measure(false);
		Map<String, Long> virtual = measure(true);
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

	private static String flights(int count) {
		return "[" + (FLIGHT + ",").repeat(count - 1) + FLIGHT + "]";
	}

	private static double tolerance(long bytes) {
		return Math.max(MAX_DIFFERENCE_BYTES, bytes * MAX_DIFFERENCE);
	}

	/**
	 * Return the median of the bytes of a call by request and by profiled method. They
	 * vary with the parts in which a body arrives.
	 */
	private static Map<String, Long> measure(boolean virtual) throws Exception {
		try (SampleJar sample = new SampleJar("--spring.threads.virtual.enabled=" + virtual)) {
			for (int i = 0; i < WARM_UP_CALLS; i++) {
				call(sample, new TreeMap<>());
			}
			Map<String, List<Long>> bytes = new TreeMap<>();
			for (int i = 0; i < CALLS; i++) {
				call(sample, bytes);
			}
			Map<String, Long> medians = new TreeMap<>();
			bytes.forEach((name, calls) -> medians.put(name, calls.stream().sorted().toList().get(calls.size() / 2)));
			System.out.println("Median bytes of a call, virtual threads " + virtual + ": " + medians);
			return medians;
		}
	}

	private static void call(SampleJar sample, Map<String, List<Long>> bytes) throws Exception {
		request(sample, "/flights/assess", FLIGHT, bytes);
		request(sample, "/flights/replay", FLIGHTS, bytes);
		request(sample, "/flights/replay/parallel", FLIGHTS, bytes);
		request(sample, "/flights/stream", BATCH, bytes);
		for (JsonNode profile : sample.get("/actuator/logicgraph-memory/profiles")) {
			note(profile.path("name").asString(), profile, bytes);
		}
	}

	private static void request(SampleJar sample, String path, String flights, Map<String, List<Long>> bytes)
			throws Exception {
		note(path, sample.post(path, flights), bytes);
	}

	private static void note(String name, JsonNode figures, Map<String, List<Long>> bytes) {
		assertThat(figures.path("quality").asString()).as("%s", figures).isEqualTo("exact");
		bytes.computeIfAbsent(name, (key) -> new ArrayList<>()).add(figures.path("lastBytes").asLong());
	}

}
