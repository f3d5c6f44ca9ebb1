package io.logicgraph.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;

/**
 * Starts what this module offers: {@code short} and {@code full} run a {@link Plan} and
 * write its results to a file, {@code flights} and {@code threads} run a scenario,
 * {@code report} makes tables and charts of the results; anything else are options of
 * JMH.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Start one of the programs.
	 * @param args its name and its arguments
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		String program = (args.length > 0) ? args[0] : "";
		String[] rest = (args.length > 0) ? Arrays.copyOfRange(args, 1, args.length) : args;
		switch (program) {
			case "short", "full" -> run(Plan.of(program), Path.of(rest[0]));
			case "scenarios" -> Scenarios.main(rest);
			case "report" -> Report.main(rest);
			default -> org.openjdk.jmh.Main.main(args);
		}
	}

	private static void run(Plan plan, Path results) throws Exception {
		Files.createDirectories(results.toAbsolutePath().getParent());
		List<RunResult> all = new ArrayList<>();
		for (Options options : plan.runs()) {
			all.addAll(new Runner(options).run());
			write(all, results);
		}
	}

	private static void write(List<RunResult> results, Path file) {
		ResultFormatFactory.getInstance(ResultFormatType.JSON, file.toString()).writeOut(results);
	}

}
