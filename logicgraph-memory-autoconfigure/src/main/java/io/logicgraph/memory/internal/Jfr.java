package io.logicgraph.memory.internal;

/**
 * Whether this JVM has JDK Flight Recorder: a runtime image may be without its module.
 * Apart from the classes of events, which can't be loaded then. Thread-safe.
 */
public final class Jfr {

	private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

	private Jfr() {
	}

	public static boolean isPresent() {
		return PRESENT;
	}

}
