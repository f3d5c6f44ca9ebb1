package io.logicgraph.memory.internal;

/**
 * Makes the exceptions of {@link ProfileScope}, which for exactness has no string
 * literals of its own.
 */
final class ScopeMisuse {

	private ScopeMisuse() {
	}

	static IllegalStateException otherThread() {
		return new IllegalStateException("This scope belongs to another thread; capture it there, or open it with "
				+ "openShared, to use it here");
	}

}
