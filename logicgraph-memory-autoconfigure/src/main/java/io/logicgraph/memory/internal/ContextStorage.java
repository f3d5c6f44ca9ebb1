package io.logicgraph.memory.internal;

import java.util.Arrays;
import java.util.ConcurrentModificationException;

import org.jspecify.annotations.Nullable;

/**
 * The table behind a context, separate from it so that a pool can reuse the table while
 * each lease gets a handle of its own.
 * <p>
 * Keys and values lie in two parallel arrays in the order in which the keys first came; a
 * hash index finds a key's slot. Logic graphs set the same keys in the same order at each
 * execution, so {@link #reset()} keeps the keys and clears only the values, and
 * {@code set} first compares the key with the one that followed the last time: a repeated
 * execution hashes nothing and allocates nothing. Keys that come only once can't pile up:
 * a table with more than {@value #MAX_UNUSED_KEYS} keys of which fewer than half were
 * used is emptied at {@code reset}, and so is one with a key of more than
 * {@value #MAX_KEPT_KEY_LENGTH} characters; a full one of the first kind gives the slots
 * of unused keys to new ones instead of growing. A slot that is in use never moves, so
 * iteration survives changes.
 * <p>
 * Not thread-safe. Two threads that change it at once are found at best effort: where one
 * adds a key while another does, and at {@code reset}, where the number of values must be
 * what {@code set} and {@code remove} counted.
 * <p>
 * A change that an error interrupts (no memory, no stack) has either happened or not:
 * arrays are made before any is replaced, and what could fail is done before anything is
 * touched. Only where a key gives up its slot, or all are forgotten, it may be left half
 * done, and is found as a change by two threads would be.
 *
 * @since 0.7.0
 */
public class ContextStorage {

	/**
	 * Learned keys that a mostly unused table may keep, in entries.
	 */
	static final int MAX_UNUSED_KEYS = 64;

	/**
	 * Longest key that a table keeps for its next use, in characters.
	 */
	static final int MAX_KEPT_KEY_LENGTH = 128;

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

	/**
	 * With one element more than there are slots, so that the cursor is always within.
	 */
	private @Nullable String[] keys;

	private @Nullable Object[] values;

	private KeyIndex index;

	private int keyCount;

	/**
	 * Slot after the one that was set last; there the next key is expected.
	 */
	private int cursor;

	/**
	 * How far the cursor is ahead of the number of entries (or behind it, if negative).
	 * Kept in place of that number, so that setting the expected key changes one counter.
	 */
	private int lead;

	/**
	 * Where the search for an unused key goes on. It passes each slot once before it
	 * comes back, so that its cost is spread evenly.
	 */
	private int hand;

	/**
	 * Whether keys or index are being changed, or were when an error struck.
	 */
	private boolean changing;

	/**
	 * Whether there is a key that is too long to be kept.
	 */
	private boolean hasLongKey;

	/**
	 * Create a table.
	 * @param initialCapacity number of entries that fit before the table grows
	 */
	public ContextStorage(int initialCapacity) {
		int capacity = checkCapacity(initialCapacity);
		this.keys = new String[capacity + 1];
		this.values = new Object[capacity];
		this.index = new KeyIndex(capacity);
	}

	private static int checkCapacity(int initialCapacity) {
		if (initialCapacity < 0 || initialCapacity > MAX_CAPACITY) {
			throw new IllegalArgumentException("initialCapacity must be between 0 and %d entries, was %d"
				.formatted(MAX_CAPACITY, initialCapacity));
		}
		return Math.max(initialCapacity, 1);
	}

	public final boolean isLease(long lease) {
		return (this.state >>> 1) == lease;
	}

	public final void set(String key, @Nullable Object value) {
		int slot = this.cursor;
		if (this.keys[slot] == key && this.values[slot] == null) {
			this.cursor = slot + 1;
			this.values[slot] = (value != null) ? value : NULL;
		}
		else {
			setElsewhere(key, value);
		}
	}

	/**
	 * Set any key, also the expected one if it is set already.
	 */
	private void setElsewhere(String key, @Nullable Object value) {
		int slot = this.cursor;
		if (this.keys[slot] != key) {
			slot = slotFor(key);
		}
		int size = size();
		if (this.values[slot] == null) {
			size++;
		}
		this.values[slot] = (value != null) ? value : NULL;
		this.cursor = slot + 1;
		this.lead = slot + 1 - size;
	}

	public final @Nullable Object get(String key) {
		return unmask(raw(key));
	}

	public final @Nullable Object getOrDefault(String key, @Nullable Object defaultValue) {
		Object raw = raw(key);
		return (raw != null) ? unmask(raw) : defaultValue;
	}

	public final boolean contains(String key) {
		return raw(key) != null;
	}

	public final @Nullable Object remove(String key) {
		int slot = find(key);
		Object raw = (slot >= 0) ? this.values[slot] : null;
		if (raw != null) {
			this.values[slot] = null;
			this.lead++;
		}
		return unmask(raw);
	}

	public final int size() {
		return this.cursor - this.lead;
	}

	/**
	 * Return the first slot at or after {@code from} that holds a value, or -1.
	 */
	public final int nextSlot(int from) {
		for (int slot = from; slot < this.keyCount; slot++) {
			if (this.values[slot] != null) {
				return slot;
			}
		}
		return -1;
	}

	@SuppressWarnings("NullAway") // a slot that nextSlot returned has a key
	public final String keyAt(int slot) {
		return this.keys[slot];
	}

	public final @Nullable Object valueAt(int slot) {
		return unmask(this.values[slot]);
	}

	/**
	 * Return the number of entries that fit before the table grows.
	 * @return the capacity in entries
	 */
	public final int capacity() {
		return this.keys.length - 1;
	}

	/**
	 * Return the heap that the table itself occupies: this object and its arrays, without
	 * the keys and values, which belong to the caller.
	 * @return bytes
	 */
	public final long footprint() {
		return instanceBytes() + arrayBytes(capacity());
	}

	/**
	 * Return the heap that the learned keys occupy if nobody else refers to them, which
	 * is often not so: literals and names that the application keeps are shared. May be
	 * called while another thread uses the table.
	 * @return bytes, as for strings of Latin-1 characters
	 */
	public final long keyBytes() {
		long bytes = 0;
		for (String key : this.keys) {
			if (key != null) {
				bytes += ObjectSizes.string(key.length());
			}
		}
		return bytes;
	}

	private static long arrayBytes(int capacity) {
		return ObjectSizes.referenceArray(capacity + 1) + ObjectSizes.referenceArray(capacity)
				+ KeyIndex.bytes(capacity);
	}

	/**
	 * Return the size of this instance without its arrays.
	 * @return bytes
	 */
	protected long instanceBytes() {
		return ObjectSizes.instance(3, 5, 1);
	}

	/**
	 * Called when the table grows, just before its arrays are replaced.
	 * @param allocatedBytes bytes of the new arrays
	 * @param droppedBytes bytes of the arrays that they replace
	 */
	protected void growing(long allocatedBytes, long droppedBytes) {
	}

	/**
	 * Create the exception for a change by two threads at once.
	 * @return the exception to throw
	 */
	protected RuntimeException changedByTwoThreads() {
		return new ConcurrentModificationException("A context was changed by two threads at once");
	}

	/**
	 * Create the exception for a use of a handle whose lease ended.
	 * @param lease the lease for which the handle was valid
	 * @return the exception to throw
	 */
	public IllegalStateException leaseIsOver(long lease) {
		return new IllegalStateException("This context was released");
	}

	/**
	 * Drop all values and make the table ready for its next use; learned keys may stay.
	 * @return whether the table was sound: {@code false} if two threads changed it at
	 * once, or if an error interrupted a change
	 */
	public final boolean reset() {
		int size = size();
		int found = 0;
		try {
			for (int slot = 0; slot < this.keyCount; slot++) {
				if (this.values[slot] != null) {
					this.values[slot] = null;
					found++;
				}
			}
		}
		catch (ArrayIndexOutOfBoundsException ex) {
			// Two threads made the arrays grow apart.
			found = -1;
		}
		this.cursor = 0;
		this.lead = 0;
		boolean sound = found == size && !this.changing;
		if (!sound || this.hasLongKey || (this.keyCount > MAX_UNUSED_KEYS && this.keyCount > 2 * found)) {
			forgetKeys();
		}
		return sound;
	}

	/**
	 * Replace the array that holds the values, all of which were dropped, by a new one of
	 * the same length.
	 */
	public final void renewValues() {
		this.values = new Object[this.values.length];
	}

	private void forgetKeys() {
		this.changing = true;
		Arrays.fill(this.keys, null);
		this.index = this.index.emptied(capacity());
		this.keyCount = 0;
		this.hand = 0;
		this.hasLongKey = false;
		this.changing = false;
	}

	public final void clear() {
		if (!reset()) {
			// Not in reset, whose callers let a damaged table go: this one is used on.
			int capacity = capacity();
			this.values = new Object[capacity];
			this.index = new KeyIndex(capacity);
			throw changedByTwoThreads();
		}
	}

	private @Nullable Object raw(String key) {
		int slot = find(key);
		return (slot >= 0) ? this.values[slot] : null;
	}

	private static @Nullable Object unmask(@Nullable Object raw) {
		return (raw != NULL) ? raw : null;
	}

	private int find(String key) {
		return find(key, this.index.hash(key));
	}

	private int find(String key, int hash) {
		int found = this.index.find(key, hash, this.keys);
		if (found == KeyIndex.FULL) {
			// At most half of the index is in use, unless two threads filled it.
			throw changedByTwoThreads();
		}
		return found;
	}

	private int slotFor(String key) {
		int hash = this.index.hash(key);
		int found = find(key, hash);
		return (found >= 0) ? found : add(key, hash, ~found);
	}

	private int add(String key, int hash, int placeFound) {
		if (this.changing || !hasMatchingArrays()) {
			this.changing = true;
			throw changedByTwoThreads();
		}
		int place = placeFound;
		int slot = this.keyCount;
		if (slot >= capacity()) {
			slot = makeRoom();
			place = this.index.freePlace(hash);
		}
		int entry = this.index.entry(slot, hash);
		boolean isLong = key.length() > MAX_KEPT_KEY_LENGTH;
		int[] table = this.index.table;
		// Until the change ends nothing more is called, so no error can interrupt it.
		this.changing = true;
		if (table[place] != 0) {
			throw changedByTwoThreads();
		}
		table[place] = entry;
		this.keys[slot] = key;
		this.hasLongKey |= isLong;
		if (slot == this.keyCount) {
			this.keyCount = slot + 1;
		}
		this.changing = false;
		if (this.index.needsOtherHash(hash, place, this.keyCount)) {
			this.index = this.index.reseeded(capacity(), this.keys);
		}
		return slot;
	}

	/**
	 * Return whether the arrays are of the same capacity, as two threads that both made
	 * them grow may not have left them.
	 */
	private boolean hasMatchingArrays() {
		int capacity = capacity();
		return this.values.length == capacity && this.index.table.length >= 2 * capacity;
	}

	/**
	 * Return a free slot of a table that had none: that of an unused key, which leaves
	 * the table marked as changing until another has it, or a new one.
	 */
	private int makeRoom() {
		if (this.keyCount > MAX_UNUSED_KEYS && this.keyCount >= 2 * size()) {
			int slot = unusedSlot();
			this.changing = true;
			if (!this.index.remove(slot, this.keys)) {
				throw changedByTwoThreads();
			}
			this.keys[slot] = null;
			return slot;
		}
		this.changing = true;
		try {
			grow();
		}
		finally {
			this.changing = false;
		}
		return this.keyCount;
	}

	private int unusedSlot() {
		for (int tries = 0; tries < this.keyCount; tries++) {
			int slot = this.hand;
			this.hand = (slot + 1 < this.keyCount) ? slot + 1 : 0;
			if (this.values[slot] == null) {
				return slot;
			}
		}
		throw changedByTwoThreads();
	}

	private void grow() {
		int before = capacity();
		if (before >= MAX_CAPACITY) {
			throw new IllegalStateException("A context holds at most %d keys".formatted(MAX_CAPACITY));
		}
		int capacity = Math.min(2 * before, MAX_CAPACITY);
		@Nullable String[] keys = Arrays.copyOf(this.keys, capacity + 1);
		@Nullable Object[] values = Arrays.copyOf(this.values, capacity);
		KeyIndex index = this.index.resized(capacity, keys);
		growing(arrayBytes(capacity), arrayBytes(before));
		this.keys = keys;
		this.values = values;
		this.index = index;
	}

}
