package io.logicgraph.memory.context;

/**
 * Finds the slot of a key that is not the one expected next.
 */
@SuppressWarnings("serial")
final class SlotSearch extends OutOfLine {

	private SlotSearch() {
	}

	static int slotFor(ContextStorage storage, String key) {
		return search(storage, key);
	}

	private static int search(ContextStorage storage, String key) {
		return storage.slotFor(key);
	}

}
