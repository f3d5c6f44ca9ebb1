package io.logicgraph.memory.context;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * The table behind a {@link Context}, separate from it so that a pool can reuse the table
 * while every lease gets a handle of its own.
 * <p>
 * Keys and values lie in two parallel arrays in the order in which the keys first came; a
 * hash index finds a key's slot. Logic graphs set the same keys in the same order at each
 * execution, so {@link #reset()} keeps the keys and clears only the values, and
 * {@code set} first compares the key with the one that followed the last time: a repeated
 * execution hashes nothing and allocates nothing. Keys that come only once can't pile up:
 * a table with more than {@value #MAX_UNUSED_KEYS} keys of which fewer than half were
 * used is emptied at {@code reset}.
 * <p>
 * Not thread-safe.
 *
 * @since 0.7.0
 */
public class ContextStorage {

	/**
	 * Learned keys that a mostly unused table may keep, in entries.
	 */
	static final int MAX_UNUSED_KEYS = 64;

	private static final int MAX_PROBES = 64;

	private static final int MAX_CAPACITY = 1 << 28;

	/**
	 * Stands for a {@code null} value, since {@code null} in a slot means "not set".
	 */
	private static final Object NULL = new Object();

	/**
	 * Which lease of this storage is valid, as {@code lease << 1} plus one bit for the
	 * owner's use. Stays 0 where nothing is pooled.
	 */
	protected long state;

	private @Nullable String[] keys;

	private @Nullable Object[] values;

	/**
	 * Slot + 1 by hash, open addressing, at most half full; 0 is free.
	 */
	private int[] index;

	/**
	 * Multiplier of the hash polynomial: that of {@link String#hashCode()} until keys
	 * collide more than chance explains.
	 */
	private int multiplier = 31;

	private int keyCount;

	private int size;

	private int cursor;

	/**
	 * Create a table.
	 * @param initialCapacity number of entries that fit before the table grows
	 */
	protected ContextStorage(int initialCapacity) {
		int capacity = checkCapacity(initialCapacity);
		this.keys = new String[capacity];
		this.values = new Object[capacity];
		this.index = new int[indexLength(capacity)];
	}

	private static int checkCapacity(int initialCapacity) {
		if (initialCapacity < 0 || initialCapacity > MAX_CAPACITY) {
			throw new IllegalArgumentException("initialCapacity must be between 0 and %d entries, was %d"
				.formatted(MAX_CAPACITY, initialCapacity));
		}
		return Math.max(initialCapacity, 1);
	}

	private static int indexLength(int capacity) {
		return Integer.highestOneBit(2 * capacity - 1) << 1;
	}

	final boolean isLease(long lease) {
		return (this.state >>> 1) == lease;
	}

	final void set(String key, @Nullable Object value) {
		int slot = this.cursor;
		if (slot >= this.keys.length || this.keys[slot] != key) {
			slot = slotFor(key);
		}
		this.cursor = slot + 1;
		if (this.values[slot] == null) {
			this.size++;
		}
		this.values[slot] = (value != null) ? value : NULL;
	}

	final @Nullable Object get(String key) {
		return unmask(raw(key));
	}

	final @Nullable Object getOrDefault(String key, @Nullable Object defaultValue) {
		Object raw = raw(key);
		return (raw != null) ? unmask(raw) : defaultValue;
	}

	final boolean contains(String key) {
		return raw(key) != null;
	}

	final @Nullable Object remove(String key) {
		int slot = find(key);
		Object raw = (slot >= 0) ? this.values[slot] : null;
		if (raw != null) {
			this.values[slot] = null;
			this.size--;
		}
		return unmask(raw);
	}

	final int size() {
		return this.size;
	}

	/**
	 * Return the first slot at or after {@code from} that holds a value, or -1.
	 */
	final int nextSlot(int from) {
		for (int slot = from; slot < this.keyCount; slot++) {
			if (this.values[slot] != null) {
				return slot;
			}
		}
		return -1;
	}

	@SuppressWarnings("NullAway") // a slot that nextSlot returned has a key
	final String keyAt(int slot) {
		return this.keys[slot];
	}

	final @Nullable Object valueAt(int slot) {
		return unmask(this.values[slot]);
	}

	/**
	 * Return the number of entries that fit before the table grows.
	 * @return the capacity in entries
	 */
	public final int capacity() {
		return this.keys.length;
	}

	/**
	 * Return the heap that the table itself occupies: this object and its arrays, without
	 * the keys and values, which belong to the caller.
	 * @return bytes
	 */
	public final long footprint() {
		return instanceBytes() + arrayBytes(this.keys.length);
	}

	private static long arrayBytes(int capacity) {
		return 2 * ObjectSizes.referenceArray(capacity) + ObjectSizes.intArray(indexLength(capacity));
	}

	/**
	 * Return the size of this instance without its arrays.
	 * @return bytes
	 */
	protected long instanceBytes() {
		return ObjectSizes.instance(3, 4, 1);
	}

	/**
	 * Called after the table grew.
	 * @param allocatedBytes bytes of the new arrays
	 * @param droppedBytes bytes of the arrays that they replace
	 */
	protected void grown(long allocatedBytes, long droppedBytes) {
	}

	/**
	 * Create the exception for a use of a handle whose lease ended.
	 * @param lease the lease for which the handle was valid
	 * @return the exception to throw
	 */
	protected IllegalStateException leaseIsOver(long lease) {
		return new IllegalStateException("This context was given back");
	}

	/**
	 * Drop all values and make the table ready for its next use; learned keys may stay.
	 */
	protected final void reset() {
		Arrays.fill(this.values, 0, this.keyCount, null);
		if (this.keyCount > MAX_UNUSED_KEYS && this.keyCount > 2 * this.size) {
			forgetKeys();
		}
		this.size = 0;
		this.cursor = 0;
	}

	private void forgetKeys() {
		Arrays.fill(this.keys, 0, this.keyCount, null);
		Arrays.fill(this.index, 0);
		this.keyCount = 0;
	}

	private @Nullable Object raw(String key) {
		int slot = find(key);
		return (slot >= 0) ? this.values[slot] : null;
	}

	private static @Nullable Object unmask(@Nullable Object raw) {
		return (raw != NULL) ? raw : null;
	}

	private int find(String key) {
		int[] index = this.index;
		int mask = index.length - 1;
		for (int i = hash(key) & mask;; i = (i + 1) & mask) {
			int slot = index[i] - 1;
			if (slot < 0 || key.equals(this.keys[slot])) {
				return slot;
			}
		}
	}

	private int slotFor(String key) {
		int slot = find(key);
		return (slot >= 0) ? slot : add(key);
	}

	private int add(String key) {
		if (this.keyCount == this.keys.length) {
			grow();
		}
		int slot = this.keyCount++;
		this.keys[slot] = key;
		if (!link(slot)) {
			spread();
		}
		return slot;
	}

	private void grow() {
		int before = this.keys.length;
		if (before >= MAX_CAPACITY) {
			throw new IllegalStateException("A context holds at most %d keys".formatted(MAX_CAPACITY));
		}
		int capacity = Math.min(2 * before, MAX_CAPACITY);
		this.keys = Arrays.copyOf(this.keys, capacity);
		this.values = Arrays.copyOf(this.values, capacity);
		this.index = new int[indexLength(capacity)];
		for (int slot = 0; slot < this.keyCount; slot++) {
			link(slot);
		}
		grown(arrayBytes(capacity), arrayBytes(before));
	}

	/**
	 * Enter a slot into the index.
	 * @return whether its place was found within {@value #MAX_PROBES} probes
	 */
	private boolean link(int slot) {
		int mask = this.index.length - 1;
		int i = hash(keyAt(slot)) & mask;
		int probes = 0;
		while (this.index[i] != 0) {
			i = (i + 1) & mask;
			probes++;
		}
		this.index[i] = slot + 1;
		return probes <= MAX_PROBES;
	}

	/**
	 * Index all keys under another hash: in a table that is half full, so long a probe
	 * means keys that were chosen to collide (or are bad luck), and equal
	 * {@code hashCode}s must not make a request quadratic.
	 */
	private void spread() {
		this.multiplier = ThreadLocalRandom.current().nextInt() | 1;
		Arrays.fill(this.index, 0);
		for (int slot = 0; slot < this.keyCount; slot++) {
			link(slot);
		}
	}

	private int hash(String key) {
		int hash = (this.multiplier == 31) ? key.hashCode() : seededHash(key);
		return hash ^ (hash >>> 16);
	}

	private int seededHash(String key) {
		int hash = 0;
		for (int i = 0; i < key.length(); i++) {
			hash = hash * this.multiplier + key.charAt(i);
		}
		return hash ^ (hash >>> 15);
	}

}
