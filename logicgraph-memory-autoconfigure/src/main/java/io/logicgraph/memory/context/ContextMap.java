package io.logicgraph.memory.context;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import io.logicgraph.memory.internal.ContextStorage;
import org.jspecify.annotations.Nullable;

/**
 * Read-only view of a {@link Context}'s entries.
 */
final class ContextMap extends AbstractMap<String, @Nullable Object> {

	private final Context context;

	ContextMap(Context context) {
		this.context = context;
	}

	@Override
	public int size() {
		return this.context.size();
	}

	@Override
	public boolean containsKey(@Nullable Object key) {
		this.context.storage();
		return key instanceof String name && this.context.contains(name);
	}

	@Override
	public @Nullable Object get(@Nullable Object key) {
		this.context.storage();
		return (key instanceof String name) ? this.context.get(name) : null;
	}

	@Override
	public Set<Map.Entry<String, @Nullable Object>> entrySet() {
		return new EntrySet();
	}

	private final class EntrySet extends AbstractSet<Map.Entry<String, @Nullable Object>> {

		@Override
		public int size() {
			return ContextMap.this.size();
		}

		@Override
		public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
			return new EntryIterator(ContextMap.this.context);
		}

	}

	/**
	 * Holds the next entry already, so that it can be returned even if it is removed
	 * before.
	 */
	private static final class EntryIterator implements Iterator<Map.Entry<String, @Nullable Object>> {

		private final Context context;

		private int slot = -1;

		private Map.@Nullable Entry<String, @Nullable Object> next;

		EntryIterator(Context context) {
			this.context = context;
			advance();
		}

		@Override
		public boolean hasNext() {
			this.context.storage();
			return this.next != null;
		}

		@Override
		public Map.Entry<String, @Nullable Object> next() {
			Map.Entry<String, @Nullable Object> entry = this.next;
			if (!hasNext() || entry == null) {
				throw new NoSuchElementException();
			}
			advance();
			return entry;
		}

		private void advance() {
			ContextStorage storage = this.context.storage();
			this.slot = storage.nextSlot(this.slot + 1);
			this.next = (this.slot >= 0)
					? new SimpleImmutableEntry<>(storage.keyAt(this.slot), storage.valueAt(this.slot)) : null;
		}

	}

}
