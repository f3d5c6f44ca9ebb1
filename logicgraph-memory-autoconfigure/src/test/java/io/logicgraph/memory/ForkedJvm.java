package io.logicgraph.memory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a main class of the tests in a JVM of its own.
 */
public final class ForkedJvm {

	private ForkedJvm() {
	}

	/**
	 * Run a class and require that it ends well.
	 * @param main the class with the {@code main} method
	 * @param options options for the JVM
	 * @return what it printed
	 * @throws Exception if it can't be run
	 */
	public static String run(Class<?> main, String... options) throws Exception {
		return runWithClassPath(System.getProperty("java.class.path"), main, options);
	}

	/**
	 * Run a class with another class path than that of the tests.
	 * @param classPath the class path
	 * @param main the class with the {@code main} method
	 * @param options options for the JVM
	 * @return what it printed
	 * @throws Exception if it can't be run
	 */
	public static String runWithClassPath(String classPath, Class<?> main, String... options) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", classPath, main.getName()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
