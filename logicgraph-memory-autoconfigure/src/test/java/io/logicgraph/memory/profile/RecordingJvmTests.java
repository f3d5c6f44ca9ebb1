package io.logicgraph.memory.profile;

import java.util.stream.Collectors;

import io.logicgraph.memory.ForkedJvm;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a recording means to the JVM that it is made in.
 */
class RecordingJvmTests {

	@Test
	void jvmEndsWhileARecordingRuns() throws Exception {
		assertThat(ForkedJvm.run(RecordingJvm.class)).contains("RECORDING", "bytes: 1016", "leaks: 1");
	}

	@Test
	void everythingButRecordingsWorksWithoutTheModuleOfFlightRecorder() throws Exception {
		String modules = ModuleLayer.boot()
			.modules()
			.stream()
			.map(Module::getName)
			.filter((name) -> name.equals("jdk.management") || name.startsWith("java."))
			.collect(Collectors.joining(","));
		assertThat(ForkedJvm.run(RecordingJvm.class, "--limit-modules", modules))
			.contains("unavailable: the runtime image lacks the module jdk.jfr", "bytes: 1016", "leaks: 1");
	}

}
