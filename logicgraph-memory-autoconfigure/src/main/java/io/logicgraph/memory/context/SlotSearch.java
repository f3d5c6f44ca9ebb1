package io.logicgraph.memory.context;

import org.jspecify.annotations.Nullable;

/**
 * Sets a key whose slot is not the one expected next.
 */
@SuppressWarnings("serial")
final class SlotSearch extends OutOfLine {

	private SlotSearch() {
	}

	static void set(ContextStorage storage, String key, @Nullable Object value) {
		search(storage, key, value);
	}

	private static void search(ContextStorage storage, String key, @Nullable Object value) {
		storage.setElsewhere(key, value);
	}

}
