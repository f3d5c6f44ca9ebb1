package io.logicgraph.memory.context;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.logicgraph.memory.internal.ContextStorage;
import io.logicgraph.memory.internal.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The key/value working memory of one logic-graph execution: nodes read their inputs from
 * it and write their results into it. Jackson writes it as a JSON object and reads it
 * from one.
 * <p>
 * Keys are never {@code null}; values may be. Entries are iterated in no promised order.
 * <p>
 * Not thread-safe, like a {@link java.util.HashMap}: one thread at a time, with a
 * happens-before edge between them where a context is handed on.
 * <p>
 * Every method of a context that came from a pool throws {@link IllegalStateException}
 * once that context was released.
 *
 * @since 0.7.0
 */
public class Context {

	/**
	 * Number of entries for which a context has room when nothing else is asked for.
	 */
	public static final int DEFAULT_INITIAL_CAPACITY = 16;

	private final ContextStorage storage;

	private final long lease;

	/**
	 * Create an empty context with room for {@value #DEFAULT_INITIAL_CAPACITY} entries.
	 */
	public Context() {
		this(DEFAULT_INITIAL_CAPACITY);
	}

	/**
	 * Create an empty context.
	 * @param initialCapacity number of entries that fit before the context grows
	 * @throws IllegalArgumentException if {@code initialCapacity} is negative
	 */
	public Context(int initialCapacity) {
		this(new ContextStorage(initialCapacity), 0);
	}

	/**
	 * Create a handle on the table of a pool. For this library only, whose tables are of
	 * a type that is not part of the API.
	 * @param table the table
	 * @param lease the lease of the table for which this handle is valid
	 */
	protected Context(Object table, long lease) {
		this.storage = (ContextStorage) table;
		this.lease = lease;
	}

	/**
	 * Create a context with the given entries.
	 * @param entries the entries to copy
	 * @return a new context
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Context of(Map<String, ? extends @Nullable Object> entries) {
		return new Context(Math.max(entries.size(), DEFAULT_INITIAL_CAPACITY)).putAll(entries);
	}

	/**
	 * Associate a value with a key, replacing the one it had.
	 * @param key the key
	 * @param value the value, may be {@code null}
	 * @return this context
	 */
	public final Context set(String key, @Nullable Object value) {
		requireKey(key);
		storage().set(key, value);
		return this;
	}

	/**
	 * Associate each value of a map with its key.
	 * @param entries the entries to copy; neither the map nor a key may be {@code null}
	 * @return this context
	 */
	public final Context putAll(Map<String, ? extends @Nullable Object> entries) {
		entries.forEach(this::set);
		return this;
	}

	/**
	 * Return the value of a key.
	 * @param key the key
	 * @return the value, or {@code null} if there is none or it is {@code null}
	 */
	public final @Nullable Object get(String key) {
		requireKey(key);
		return storage().get(key);
	}

	/**
	 * Return the value of a key as the given type.
	 * @param <T> the type
	 * @param key the key
	 * @param type the type that the value must have
	 * @return the value, or {@code null} if there is none or it is {@code null}
	 * @throws ClassCastException if the value is of another type; the message names the
	 * key and both types
	 */
	public final <T> @Nullable T get(String key, Class<T> type) {
		Object value = get(key);
		if (value != null && !type.isInstance(value)) {
			throw new ClassCastException("Value of key '%s' is a %s, not a %s".formatted(Printable.of(key),
					value.getClass().getName(), type.getName()));
		}
		return type.cast(value);
	}

	/**
	 * Return the value of a key, or a default if the key is not set.
	 * @param key the key
	 * @param defaultValue what to return if the key is not set
	 * @return the value (may be {@code null} if it was set so), or the default
	 */
	public final @Nullable Object getOrDefault(String key, @Nullable Object defaultValue) {
		requireKey(key);
		return storage().getOrDefault(key, defaultValue);
	}

	/**
	 * Return whether a key is set, possibly to {@code null}.
	 * @param key the key
	 * @return whether the key is set
	 */
	public final boolean contains(String key) {
		requireKey(key);
		return storage().contains(key);
	}

	/**
	 * Remove a key.
	 * @param key the key
	 * @return the value it had, or {@code null}
	 */
	public final @Nullable Object remove(String key) {
		requireKey(key);
		return storage().remove(key);
	}

	/**
	 * Return the number of keys that are set.
	 * @return the number of entries
	 */
	public final int size() {
		return storage().size();
	}

	/**
	 * Return whether no key is set.
	 * @return whether the context has no entry
	 */
	public final boolean isEmpty() {
		return size() == 0;
	}

	/**
	 * Remove all keys.
	 */
	public final void clear() {
		storage().clear();
	}

	/**
	 * Call an action for each entry. The action may set and remove keys; whether it is
	 * called for those is not promised.
	 * @param action what to do with a key and its value
	 */
	public final void forEach(BiConsumer<String, @Nullable Object> action) {
		Objects.requireNonNull(action, "action");
		for (int slot = storage().nextSlot(0); slot >= 0; slot = storage().nextSlot(slot + 1)) {
			action.accept(storage().keyAt(slot), storage().valueAt(slot));
		}
	}

	/**
	 * Return a read-only view of the entries. It follows this context's changes, and
	 * throws {@link IllegalStateException} as this context does once it was released: see
	 * {@link #toMap()} for a copy.
	 * @return an unmodifiable view
	 */
	@JsonValue
	public final Map<String, @Nullable Object> asMap() {
		storage();
		return new ContextMap(this);
	}

	/**
	 * Return a copy of the entries, to be kept after this context was released.
	 * @return a new modifiable map
	 */
	public final Map<String, @Nullable Object> toMap() {
		return new LinkedHashMap<>(asMap());
	}

	/**
	 * Return the keys, for logs; values are left out since they may be confidential.
	 */
	@Override
	public String toString() {
		if (!this.storage.isLease(this.lease)) {
			return getClass().getSimpleName() + "[returned]";
		}
		return Printable.of(getClass().getSimpleName() + asMap().keySet());
	}

	/**
	 * Return the table of this context, whether its lease is over or not.
	 * @return the table
	 */
	protected final Object backing() {
		return this.storage;
	}

	/**
	 * Return the lease for which this handle is valid.
	 * @return the number of the lease
	 */
	protected final long leaseNumber() {
		return this.lease;
	}

	/**
	 * Return the table, after a check that the lease still holds.
	 */
	final ContextStorage storage() {
		ContextStorage storage = this.storage;
		if (!storage.isLease(this.lease)) {
			// Not passing this handle on lets escape analysis remove it.
			throw storage.leaseIsOver(this.lease);
		}
		return storage;
	}

	private static void requireKey(String key) {
		Objects.requireNonNull(key, "key");
	}

}
