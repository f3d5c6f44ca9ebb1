package io.logicgraph.memory.test;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares two snapshots on the command line, for a pipeline:
 *
 * <pre>
 * java -jar logicgraph-memory-test-compare.jar before.json after.json [percent [bytes]]
 * </pre>
 *
 * It prints what differs. The exit status is 0 if nothing grew by more than the given
 * percentage, 5 if none is given, and by more than the given bytes, 16 if none are given;
 * 1 if something did, or leaked; and 2 if the snapshots can't be compared.
 *
 * @since 0.7.0
 */
public final class CompareSnapshots {

	private static final double DEFAULT_PERCENT = 5;

	private static final long DEFAULT_BYTES = 16;

	private CompareSnapshots() {
	}

	/**
	 * Compare two snapshots and end the JVM with the exit status.
	 * @param args files of the snapshots, and how much is allowed
	 */
	public static void main(String[] args) {
		System.exit(run(System.out, args));
	}

	static int run(PrintStream out, String... args) {
		if (args.length < 2 || args.length > 4) {
			out.println("Usage: before.json after.json [allowed percent [allowed bytes]]");
			return 2;
		}
		try {
			SnapshotComparison comparison = SnapshotComparison.of(Path.of(args[0]), Path.of(args[1]));
			double percent = (args.length > 2) ? Double.parseDouble(args[2]) : DEFAULT_PERCENT;
			long bytes = (args.length > 3) ? Long.parseLong(args[3]) : DEFAULT_BYTES;
			List<String> grown = comparison.grown(percent, bytes);
			out.println(comparison.format());
			grown.forEach((name) -> out.println("GREW: " + name));
			return grown.isEmpty() ? 0 : 1;
		}
		catch (IOException | IllegalArgumentException ex) {
			out.println("The snapshots can't be compared: " + ex);
			return 2;
		}
	}

}
