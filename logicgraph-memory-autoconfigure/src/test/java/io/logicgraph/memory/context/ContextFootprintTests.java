package io.logicgraph.memory.context;

import java.lang.reflect.Field;

import io.logicgraph.memory.internal.ContextStorage;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextStorage#footprint()} against the layout that the JVM really
 * uses.
 */
class ContextFootprintTests {

	@Test
	void emptyTableIsAsLargeAsItsGraph() {
		for (int capacity : new int[] { 0, 1, 2, 3, 4, 15, 16, 17, 100, 1024 }) {
			ContextStorage storage = new ContextStorage(capacity);
			assertThat(storage.footprint()).as("capacity %d", capacity)
				.isEqualTo(GraphLayout.parseInstance(storage).totalSize());
		}
	}

	@Test
	void grownTableIsAsLargeAsItsParts() throws ReflectiveOperationException {
		ContextStorage storage = new ContextStorage(3);
		for (String key : ContextTests.keys(1000)) {
			storage.set(key, key);
			if (storage.size() % 97 == 0) {
				assertThat(storage.footprint()).isEqualTo(parts(storage));
			}
		}
		storage.reset();
		assertThat(storage.footprint()).isEqualTo(parts(storage));
	}

	private static long parts(ContextStorage storage) throws ReflectiveOperationException {
		long bytes = ClassLayout.parseInstance(storage).instanceSize();
		for (String name : new String[] { "keys", "values", "index" }) {
			bytes += ClassLayout.parseInstance(field(storage, ContextStorage.class, name)).instanceSize();
		}
		Object index = field(storage, ContextStorage.class, "index");
		return bytes + ClassLayout.parseInstance(field(index, index.getClass(), "table")).instanceSize();
	}

	private static Object field(Object target, Class<?> type, String name) throws ReflectiveOperationException {
		Field field = type.getDeclaredField(name);
		field.setAccessible(true);
		return field.get(target);
	}

}
