package io.logicgraph.memory.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Context}.
 */
class ContextTests {

	@Test
	void keysFromOutsideForgeNoLine() {
		Context context = new Context().set("a\nWARN forged", 1);
		assertThat(context.toString()).isEqualTo("Context[a\\nWARN forged]");
		assertThatExceptionOfType(ClassCastException.class)
			.isThrownBy(() -> context.get("a\nWARN forged", String.class))
			.withMessageContaining("'a\\nWARN forged'");
	}

	@Test
	void setReturnsTheContextSoThatCallsCanBeChained() {
		Context context = new Context();
		assertThat(context.set("a", 1).set("b", 2)).isSameAs(context);
		assertThat(context.asMap()).isEqualTo(Map.of("a", 1, "b", 2));
	}

	@Test
	void putAllAddsEntriesAndToMapCopiesThem() {
		Map<String, Object> entries = new HashMap<>();
		entries.put("a", 1);
		entries.put("b", null);
		Context context = new Context().set("a", 0).set("c", 3);
		assertThat(context.putAll(entries)).isSameAs(context);
		Map<String, Object> copy = context.toMap();
		context.clear();
		copy.put("d", 4);
		assertThat(copy).containsEntry("a", 1).containsEntry("b", null).containsEntry("c", 3).hasSize(4);
		assertThat(context.isEmpty()).isTrue();
	}

	@Test
	void nullKeysAreRejectedEverywhere() {
		Context context = new Context();
		Map<String, Object> nullEntry = new HashMap<>();
		nullEntry.put(null, 1);
		assertThatNullPointerException().isThrownBy(() -> context.putAll(nullEntry)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.set(null, 1)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.get(null)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.get(null, String.class)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.getOrDefault(null, 1)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.contains(null)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> context.remove(null)).withMessage("key");
		Map<String, Integer> nullKey = new HashMap<>();
		nullKey.put(null, 1);
		assertThatNullPointerException().isThrownBy(() -> Context.of(nullKey));
		assertThat(context.isEmpty()).isTrue();
	}

	@Test
	void nullValueIsSetAndDiffersFromNoValue() {
		Context context = new Context().set("a", null);
		assertThat(context.contains("a")).isTrue();
		assertThat(context.get("a")).isNull();
		assertThat(context.get("a", Integer.class)).isNull();
		assertThat(context.getOrDefault("a", 1)).isNull();
		assertThat(context.getOrDefault("b", 1)).isEqualTo(1);
		assertThat(context.size()).isOne();
		assertThat(context.asMap()).containsEntry("a", null);
		assertThat(context.remove("a")).isNull();
		assertThat(context.contains("a")).isFalse();
	}

	@Test
	void valueOfAnotherTypeIsRefusedWithKeyAndBothTypes() {
		Context context = new Context().set("delay", "late");
		assertThat(context.get("delay", CharSequence.class)).isEqualTo("late");
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> context.get("delay", Integer.class))
			.withMessage("Value of key 'delay' is a java.lang.String, not a java.lang.Integer");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE, (1 << 28) + 1, Integer.MAX_VALUE })
	void capacityOutOfRangeIsRefused(int capacity) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Context(capacity))
			.withMessageContaining("initialCapacity")
			.withMessageContaining(String.valueOf(capacity));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 16, 17, 1000 })
	void growsFromAnyCapacity(int capacity) {
		Context context = new Context(capacity);
		Map<String, Object> expected = new HashMap<>();
		for (int i = 0; i < 3000; i++) {
			context.set("key" + i, i);
			expected.put("key" + i, i);
		}
		assertThat(context.asMap()).isEqualTo(expected);
	}

	@Test
	void keysAreComparedByEquality() {
		Context context = new Context();
		context.set(new String("a"), 1);
		context.set(new String("a"), 2);
		assertThat(context.asMap()).isEqualTo(Map.of("a", 2));
		context.clear();
		context.set(new String("a"), 3);
		assertThat(context.get("a")).isEqualTo(3);
		assertThat(context.size()).isOne();
	}

	@Test
	void behavesLikeAHashMapUnderRandomOperations() {
		for (int seed = 0; seed < 400; seed++) {
			Random random = new Random(seed);
			List<String> keys = (seed % 2 == 0) ? keys(1 + random.nextInt(300)) : collidingKeys(1 << random.nextInt(8));
			Context context = new Context(random.nextInt(20));
			Map<String, Object> map = new HashMap<>();
			int next = 0;
			for (int step = 0; step < 1500; step++) {
				// Mostly in the same order, which a context learns.
				next = (random.nextInt(4) > 0) ? (next + 1) % keys.size() : random.nextInt(keys.size());
				perform(random, keys.get(next), context, map);
				assertThat(context.size()).as("size, seed %d, step %d", seed, step).isEqualTo(map.size());
			}
			assertThat(context.asMap()).as("seed %d", seed).isEqualTo(map);
			Map<String, Object> visited = new HashMap<>();
			context.forEach(visited::put);
			assertThat(visited).as("seed %d", seed).isEqualTo(map);
		}
	}

	private void perform(Random random, String key, Context context, Map<String, Object> map) {
		int operation = random.nextInt(100);
		if (operation < 50) {
			Object value = (operation < 5) ? null : operation;
			context.set(key, value);
			map.put(key, value);
		}
		else if (operation < 70) {
			assertThat(context.remove(key)).isEqualTo(map.remove(key));
		}
		else if (operation < 80) {
			assertThat(context.get(key)).isEqualTo(map.get(key));
		}
		else if (operation < 90) {
			assertThat(context.getOrDefault(key, "-")).isEqualTo(map.getOrDefault(key, "-"));
		}
		else if (operation < 99) {
			assertThat(context.contains(key)).isEqualTo(map.containsKey(key));
		}
		else {
			context.clear();
			map.clear();
		}
	}

	@Test
	void keysOfEqualHashCodeAreToldApart() {
		List<String> keys = collidingKeys(1 << 13);
		assertThat(keys).extracting(String::hashCode).containsOnly(keys.get(0).hashCode());
		Context context = new Context();
		for (String key : keys) {
			context.set(key, key);
		}
		assertThat(context.size()).isEqualTo(keys.size());
		for (String key : keys) {
			assertThat(context.get(key)).isSameAs(key);
		}
	}

	@Test
	void forEachMayChangeTheContext() {
		Context context = Context.of(Map.of("a", 1, "b", 2, "c", 3));
		List<String> visited = new ArrayList<>();
		context.forEach((key, value) -> {
			visited.add(key);
			context.remove(key);
			for (int i = 0; i < 100; i++) {
				context.set("new" + i, i);
			}
		});
		assertThat(visited).contains("a", "b", "c").doesNotHaveDuplicates();
		assertThat(context.size()).isGreaterThanOrEqualTo(100 - 3);
	}

	@Test
	void mapViewFollowsTheContextAndCannotBeChanged() {
		Context context = new Context();
		Map<String, Object> map = context.asMap();
		assertThat(map).isEmpty();
		context.set("a", 1);
		assertThat(map).containsOnlyKeys("a").containsEntry("a", 1);
		assertThat(map.get(42)).isNull();
		assertThat(map.containsKey(null)).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.put("b", 2));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.remove("a"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> map.entrySet().iterator().next().setValue(2));
		assertThat(context.asMap()).isEqualTo(Map.of("a", 1));
	}

	@Test
	void iteratorSurvivesChanges() {
		Context context = new Context().set("a", 1).set("b", 2);
		Iterator<Map.Entry<String, Object>> iterator = context.asMap().entrySet().iterator();
		iterator.next();
		context.clear();
		assertThat(iterator.hasNext()).isTrue();
		assertThat(iterator.next()).isEqualTo(Map.entry("b", 2));
		assertThat(iterator.hasNext()).isFalse();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
	}

	@Test
	void ofCopiesTheEntries() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("a", null);
		Context context = Context.of(map);
		map.put("b", 2);
		assertThat(context.asMap()).containsOnlyKeys("a");
	}

	@Test
	void toStringShowsKeysAndNoValues() {
		assertThat(new Context().set("password", "secret")).hasToString("Context[password]");
	}

	static List<String> keys(int count) {
		List<String> keys = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			keys.add("key" + i);
		}
		return keys;
	}

	/**
	 * "Aa" and "BB" have the same hash code, and so has any string made of the two.
	 */
	static List<String> collidingKeys(int count) {
		List<String> keys = new ArrayList<>();
		int length = 32 - Integer.numberOfLeadingZeros(count);
		for (int i = 0; i < count; i++) {
			StringBuilder key = new StringBuilder();
			for (int bit = 0; bit < length; bit++) {
				key.append(((i >> bit & 1) != 0) ? "Aa" : "BB");
			}
			keys.add(key.toString());
		}
		return keys;
	}

}
