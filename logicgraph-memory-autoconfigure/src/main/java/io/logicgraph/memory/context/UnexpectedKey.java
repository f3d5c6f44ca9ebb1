package io.logicgraph.memory.context;

import org.jspecify.annotations.Nullable;

/**
 * Sets a key that is not the one expected next, or is set already.
 */
@SuppressWarnings("serial")
final class UnexpectedKey extends OutOfLine {

	private UnexpectedKey() {
	}

	static void set(ContextStorage storage, String key, @Nullable Object value) {
		setElsewhere(storage, key, value);
	}

	private static void setElsewhere(ContextStorage storage, String key, @Nullable Object value) {
		storage.setElsewhere(key, value);
	}

}
