package io.logicgraph.memory.internal;

/**
 * Tells tests which virtual threads are metered.
 */
public final class MeteredThreads {

	private MeteredThreads() {
	}

	/**
	 * Return whether the current thread is a virtual one that is metered, by the factory
	 * that made it if nothing was measured on it yet.
	 * @return whether it is
	 */
	public static boolean isCurrent() {
		return ThreadMeter.currentAccount() != null;
	}

}
