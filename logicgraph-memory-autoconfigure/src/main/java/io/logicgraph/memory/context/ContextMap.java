package io.logicgraph.memory.context;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

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
		return key instanceof String name && this.context.contains(name);
	}

	@Override
	public @Nullable Object get(@Nullable Object key) {
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

	private static final class EntryIterator implements Iterator<Map.Entry<String, @Nullable Object>> {

		private final Context context;

		private int next;

		EntryIterator(Context context) {
			this.context = context;
			this.next = context.storage().nextSlot(0);
		}

		@Override
		public boolean hasNext() {
			return this.next >= 0;
		}

		@Override
		public Map.Entry<String, @Nullable Object> next() {
			if (this.next < 0) {
				throw new NoSuchElementException();
			}
			ContextStorage storage = this.context.storage();
			Map.Entry<String, @Nullable Object> entry = new SimpleImmutableEntry<>(storage.keyAt(this.next),
					storage.valueAt(this.next));
			this.next = storage.nextSlot(this.next + 1);
			return entry;
		}

	}

}
