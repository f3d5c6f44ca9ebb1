package io.logicgraph.memory.pool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@link PoolInterleavings} under jcstress. Takes minutes, so it is run by
 * {@code mvn -Pjcstress verify} only.
 */
class PoolInterleavingCheck {

	private static final String OPTIONS = System.getProperty("jcstress.options", "-m quick -sc false -af NONE");

	@Test
	void noTwoHoldersShareAContext() throws Exception {
		Path directory = Path.of("target", "jcstress").toAbsolutePath();
		Files.createDirectories(directory);
		Path log = directory.resolve("jcstress.txt");
		Process process = new ProcessBuilder(command(directory)).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(6, TimeUnit.HOURS)).isTrue();
			assertThat(process.exitValue()).as("see %s", log).isZero();
			assertThat(Files.readString(log)).contains("Failed tests: No matches")
				.contains("Error tests: No matches")
				.contains(PoolInterleavings.class.getDeclaredClasses().length - 1 + " matching test results");
		}
		finally {
			process.destroy();
		}
	}

	private static List<String> command(Path directory) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), "org.openjdk.jcstress.Main", "-t",
						PoolInterleavings.class.getSimpleName(), "-r", directory.toString()));
		command.addAll(List.of(OPTIONS.split(" ")));
		return command;
	}

}
