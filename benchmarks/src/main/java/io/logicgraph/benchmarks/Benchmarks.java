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
 * write the results of JMH to a file, {@code summary} makes a {@link Summary} of that,
 * {@code scenarios} runs what isn't a benchmark of JMH, {@code report} makes tables and
 * charts of the results, {@code compare} runs versions of the library side by side,
 * {@code contention} threads that share pools. Anything else is passed to JMH.
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
			case "summary" -> Summary.main(rest);
			case "report" -> Report.main(rest);
			case "compare" -> Comparison.main(rest);
			case "contention" -> Contention.main();
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
