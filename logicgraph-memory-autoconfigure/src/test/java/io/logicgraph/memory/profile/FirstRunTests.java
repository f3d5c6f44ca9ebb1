package io.logicgraph.memory.profile;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures in JVMs of their own, from their first run on.
 */
class FirstRunTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-Xint", "-XX:-UseCompressedOops" })
	void isExactFromTheFirstRunOn(String option) throws IOException, InterruptedException {
		assertThat(run(option)).isEqualTo("exact");
	}

	private static String run(String option) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(option, "-Xmx128m", "-cp", classPath(),
				"-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog", FirstRun.class.getName()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output.strip();
	}

	/**
	 * Without logging frameworks, so that the JVM's own logging is used and can be turned
	 * off.
	 */
	private static String classPath() {
		return Pattern.compile(File.pathSeparator)
			.splitAsStream(System.getProperty("java.class.path"))
			.filter((entry) -> !entry.contains("slf4j") && !entry.contains("logback") && !entry.contains("log4j"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
