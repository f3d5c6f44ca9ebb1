package io.logicgraph.memory.internal;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Hash index of the keys of a {@link ContextStorage}, which has them in slots: open
 * addressing, at most half full. Not thread-safe, but two threads that change it at once
 * can't make it loop endlessly.
 */
final class KeyIndex {

	/**
	 * Stands for {@link String#hashCode()}, which is used until keys collide more than
	 * chance explains.
	 */
	private static final int DEFAULT_SEED = 31;

	private static final int MAX_PROBES = 64;

	/**
	 * What {@link #find} returns where there is no free place.
	 */
	static final int FULL = Integer.MIN_VALUE;

	/**
	 * Slot + 1 by hash; 0 is free. The bits above are those of the hash, so that most
	 * other keys need not be looked at.
	 */
	final int[] table;

	private final int seed;

	/**
	 * Create an empty index.
	 * @param capacity most keys that it is for
	 */
	KeyIndex(int capacity) {
		this(capacity, DEFAULT_SEED);
	}

	private KeyIndex(int capacity, int seed) {
		this.table = new int[length(capacity)];
		this.seed = seed;
	}

	private static int length(int capacity) {
		return Integer.highestOneBit(2 * capacity - 1) << 1;
	}

	/**
	 * Return the heap that an index occupies.
	 * @return bytes
	 */
	static long bytes(int capacity) {
		return ObjectSizes.instance(1, 1, 0) + ObjectSizes.intArray(length(capacity));
	}

	/**
	 * Make an index of the same keys for another capacity.
	 */
	KeyIndex resized(int capacity, @Nullable String[] keys) {
		return new KeyIndex(capacity, this.seed).fill(keys);
	}

	/**
	 * Make an index of the same keys with a hash that nobody can foresee.
	 */
	KeyIndex reseeded(int capacity, @Nullable String[] keys) {
		return new KeyIndex(capacity, ThreadLocalRandom.current().nextInt() | 1).fill(keys);
	}

	/**
	 * Return an index without keys, this one if it can be used on.
	 */
	KeyIndex emptied(int capacity) {
		if (this.seed != DEFAULT_SEED) {
			return new KeyIndex(capacity);
		}
		Arrays.fill(this.table, 0);
		return this;
	}

	private KeyIndex fill(@Nullable String[] keys) {
		for (int slot = 0; slot < keys.length; slot++) {
			String key = keys[slot];
			if (key != null) {
				int hash = hash(key);
				this.table[freePlace(hash)] = entry(slot, hash);
			}
		}
		return this;
	}

	/**
	 * Return whether a key that is found at a place is so far from where it should be
	 * that another hash is needed: in a table that is half full, so long a probe means
	 * keys that were chosen to collide (or are bad luck), and equal {@code hashCode}s
	 * must not make a request quadratic. Under another hash only now and then, since
	 * there may be keys that no hash spreads.
	 */
	boolean needsOtherHash(int hash, int place, int keyCount) {
		int probes = (place - hash) & (this.table.length - 1);
		return probes > MAX_PROBES && (this.seed == DEFAULT_SEED || Integer.bitCount(keyCount) == 1);
	}

	int hash(String key) {
		int hash = (this.seed == DEFAULT_SEED) ? key.hashCode() : seededHash(key, this.seed);
		return hash ^ (hash >>> 16);
	}

	/**
	 * Return a hash that nobody can foresee. Not a polynomial, since there are strings
	 * that collide under every multiplier of one.
	 */
	private static int seededHash(String key, int seed) {
		int hash = seed;
		for (int i = 0; i < key.length(); i++) {
			hash = (hash ^ key.charAt(i)) * seed;
			hash ^= hash >>> 15;
		}
		return hash;
	}

	/**
	 * Return the slot of a key, or {@code ~place} with the place where its slot would
	 * have to be entered, or {@link #FULL}.
	 */
	int find(String key, int hash, @Nullable String[] keys) {
		int[] table = this.table;
		int mask = table.length - 1;
		for (int probes = 0; probes <= mask; probes++) {
			int place = (hash + probes) & mask;
			int entry = table[place];
			if (entry == 0) {
				return ~place;
			}
			if (((entry ^ hash) & ~mask) == 0) {
				int slot = (entry & mask) - 1;
				if (key.equals(keys[slot])) {
					return slot;
				}
			}
		}
		return FULL;
	}

	/**
	 * Return what to enter for a slot.
	 */
	int entry(int slot, int hash) {
		return (hash & -this.table.length) | (slot + 1);
	}

	int freePlace(int hash) {
		int mask = this.table.length - 1;
		int place = hash & mask;
		for (int probes = 0; this.table[place] != 0 && probes <= mask; probes++) {
			place = (place + 1) & mask;
		}
		return place;
	}

	/**
	 * Remove a slot, and move up those that its place had displaced.
	 * @return {@code false} if it was not there
	 */
	boolean remove(int slot, @Nullable String[] keys) {
		int[] table = this.table;
		int mask = table.length - 1;
		int gap = place(slot, keys);
		if (gap < 0) {
			return false;
		}
		for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
			int home = hash(keyAt(i, keys)) & mask;
			if (((i - home) & mask) >= ((i - gap) & mask)) {
				table[gap] = table[i];
				gap = i;
			}
		}
		table[gap] = 0;
		return true;
	}

	private int place(int slot, @Nullable String[] keys) {
		int mask = this.table.length - 1;
		String key = keys[slot];
		int place = (key != null) ? hash(key) & mask : 0;
		while (this.table[place] != 0) {
			if ((this.table[place] & mask) - 1 == slot) {
				return place;
			}
			place = (place + 1) & mask;
		}
		return -1;
	}

	@SuppressWarnings("NullAway") // each slot in the index has a key
	private String keyAt(int place, @Nullable String[] keys) {
		return keys[(this.table[place] & (this.table.length - 1)) - 1];
	}

}
