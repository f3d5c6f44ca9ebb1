package com.acme;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DevtoolsTests {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	@Test
	void allIsCountedAfterARestart() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Application.class.getName(),
				"--server.port=0")
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader()) {
			RunningService first = started(output);
			first.countsBlocks("Blocks.block");
			Files.setLastModifiedTime(Path.of("target/classes/com/acme/Blocks.class"), FileTime.from(Instant.now()));
			RunningService second = started(output);
			second.countsBlocks("Blocks.block");
			second.countsRequests();
			second.hasPage();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static RunningService started(BufferedReader output) throws IOException {
		StringBuilder lines = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			lines.append(line).append('\n');
			Matcher port = PORT.matcher(line);
			if (port.find()) {
				assertThat(line).contains("restartedMain");
				return new RunningService(Integer.parseInt(port.group(1)));
			}
		}
		throw new AssertionError("The application ended: " + lines);
	}

}
