package io.logicgraph.benchmarks;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Compares versions of the library in one JVM, each loaded from a jar of benchmarks by a
 * class loader of its own. Rounds of the versions take turns, so that whatever else the
 * machine does strikes all of them alike.
 */
final class Comparison {

	private static final int WARM_UP_ROUNDS = 60;

	private static final int ROUNDS = 300;

	private Comparison() {
	}

	/**
	 * Print for each version the nanoseconds of an execution, as 10th percentile and
	 * median of the rounds.
	 * @param args a pattern of the kinds to measure, which may be left out, and the
	 * versions
	 */
	static void main(String[] args) throws Exception {
		String pattern = args[0].endsWith(".jar") ? ".*" : args[0];
		String[] jars = Arrays.stream(args).filter((arg) -> arg.endsWith(".jar")).toArray(String[]::new);
		URL own = Comparison.class.getProtectionDomain().getCodeSource().getLocation();
		for (String kind : Rounds.kinds().stream().filter((name) -> name.matches(pattern)).toList()) {
			List<Runnable> versions = new ArrayList<>();
			for (String jar : jars) {
				versions.add(load(new URL[] { Path.of(jar).toUri().toURL(), own }, kind));
			}
			double[][] nanos = measure(versions);
			for (int i = 0; i < jars.length; i++) {
				Arrays.sort(nanos[i]);
				System.out.printf(Locale.ROOT, "%-28s %-24s %7.1f %7.1f%n", kind, Path.of(jars[i]).getFileName(),
						nanos[i][ROUNDS / 10], nanos[i][ROUNDS / 2]);
			}
		}
	}

	private static Runnable load(URL[] classPath, String kind) throws Exception {
		ClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
		Thread.currentThread().setContextClassLoader(loader);
		Method of = loader.loadClass(Rounds.class.getName()).getDeclaredMethod("of", String.class);
		of.setAccessible(true);
		return (Runnable) of.invoke(null, kind);
	}

	private static double[][] measure(List<Runnable> versions) {
		for (int round = 0; round < WARM_UP_ROUNDS; round++) {
			versions.forEach(Runnable::run);
		}
		System.gc();
		double[][] nanos = new double[versions.size()][ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			for (int turn = 0; turn < versions.size(); turn++) {
				int version = (round + turn) % versions.size();
				long start = System.nanoTime();
				versions.get(version).run();
				nanos[version][round] = (System.nanoTime() - start) / (double) Rounds.EXECUTIONS;
			}
		}
		return nanos;
	}

}
