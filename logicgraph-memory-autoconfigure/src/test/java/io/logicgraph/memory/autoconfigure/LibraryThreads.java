package io.logicgraph.memory.autoconfigure;

import java.util.List;
import java.util.Set;

/**
 * The threads that the library started and are alive.
 */
final class LibraryThreads {

	private static final Set<String> NAMES = Set.of("logicgraph-monitor", "logicgraph-pools");

	private LibraryThreads() {
	}

	static List<Thread> alive() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> NAMES.contains(thread.getName()))
			.toList();
	}

}
