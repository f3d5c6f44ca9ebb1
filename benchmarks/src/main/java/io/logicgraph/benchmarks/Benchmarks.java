package io.logicgraph.benchmarks;

/**
 * Starts what this module offers.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Start JMH with its own options.
	 * @param args the options
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		org.openjdk.jmh.Main.main(args);
	}

}
