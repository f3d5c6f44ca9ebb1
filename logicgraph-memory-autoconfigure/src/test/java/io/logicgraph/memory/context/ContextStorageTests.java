package io.logicgraph.memory.context;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.internal.ContextStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContextStorage}.
 */
class ContextStorageTests {

	@Test
	void resetKeepsTheKeysAndClearsTheValues() {
		ContextStorage storage = new ContextStorage(4);
		ContextTests.keys(40).forEach((key) -> storage.set(key, key));
		int capacity = storage.capacity();
		assertThat(storage.reset()).isTrue();
		assertThat(storage.size()).isZero();
		assertThat(storage.nextSlot(0)).isEqualTo(-1);
		assertThat(keyCount(storage)).isEqualTo(40);
		ContextTests.keys(40).forEach((key) -> {
			assertThat(storage.contains(key)).isFalse();
			storage.set(key, key);
		});
		assertThat(keyCount(storage)).isEqualTo(40);
		assertThat(storage.capacity()).isEqualTo(capacity);
	}

	@Test
	void keysThatComeOnlyOnceCannotPileUpOverManyUses() {
		ContextStorage storage = new ContextStorage(16);
		int most = 0;
		for (int use = 0; use < 2000; use++) {
			for (int i = 0; i < 20; i++) {
				storage.set("use" + use + "." + i, i);
			}
			assertThat(storage.size()).isEqualTo(20);
			assertThat(storage.reset()).isTrue();
			most = Math.max(most, storage.capacity());
		}
		assertThat(most).isLessThanOrEqualTo(128);
	}

	@Test
	void keysThatComeOnlyOnceCannotPileUpWithinOneUse() {
		ContextStorage storage = new ContextStorage(16);
		for (int i = 0; i < 300_000; i++) {
			storage.set("key" + i, i);
			assertThat(storage.remove("key" + (i - 10))).isEqualTo((i >= 10) ? i - 10 : null);
		}
		assertThat(storage.size()).isEqualTo(10);
		assertThat(storage.capacity()).isLessThanOrEqualTo(128);
		for (int i = 299_990; i < 300_000; i++) {
			assertThat(storage.get("key" + i)).isEqualTo(i);
		}
	}

	@Test
	void keysOfOneLargeUseAreForgottenAfterASmallOne() {
		ContextStorage storage = new ContextStorage(16);
		ContextTests.keys(500).forEach((key) -> storage.set(key, 1));
		storage.reset();
		assertThat(keyCount(storage)).isEqualTo(500);
		storage.set("a", 1);
		storage.reset();
		assertThat(keyCount(storage)).isZero();
		storage.set("b", 2);
		assertThat(storage.get("b")).isEqualTo(2);
	}

	@Test
	void valuesAreNotKeptAliveByTheTable() {
		Context context = new Context();
		WeakReference<Object> cleared = set(context, "cleared");
		context.clear();
		WeakReference<Object> removed = set(context, "removed");
		context.remove("removed");
		WeakReference<Object> replaced = set(context, "replaced");
		context.set("replaced", "other");
		GarbageCollections.until("values collected",
				() -> cleared.get() == null && removed.get() == null && replaced.get() == null);
		assertThat(context.asMap()).containsOnlyKeys("replaced");
	}

	private static WeakReference<Object> set(Context context, String key) {
		Object value = new Object();
		context.set(key, value);
		return new WeakReference<>(value);
	}

	@Test
	void probesStayShortWhenKeysCollide() throws ReflectiveOperationException {
		ContextStorage storage = new ContextStorage(16);
		List<String> keys = ContextTests.collidingKeys(1 << 12);
		keys.forEach((key) -> storage.set(key, key));
		assertThat(longestRun((int[]) field(field(storage, "index"), "table"))).isLessThan(200);
		keys.forEach((key) -> assertThat(storage.get(key)).isEqualTo(key));
	}

	private static int longestRun(int[] index) {
		int longest = 0;
		int run = 0;
		for (int slot : index) {
			run = (slot != 0) ? run + 1 : 0;
			longest = Math.max(longest, run);
		}
		return longest;
	}

	@Test
	void addingAKeyWhileAnotherThreadDoesIsFound() {
		Context[] context = new Context[1];
		ContextStorage storage = new ContextStorage(2) {

			@Override
			protected void growing(long allocatedBytes, long droppedBytes) {
				// Any other thread would find the table in the same state.
				context[0].set("other", 1);
			}

		};
		context[0] = new Context(storage, 0);
		context[0].set("a", 1).set("b", 2);
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> context[0].set("c", 3));
	}

	@Test
	void lostCountIsFoundAtReset() throws ReflectiveOperationException {
		ContextStorage storage = new ContextStorage(2);
		storage.set("a", 1);
		Field cursor = ContextStorage.class.getDeclaredField("cursor");
		cursor.setAccessible(true);
		cursor.set(storage, 0);
		assertThat(storage.reset()).isFalse();
		assertThat(storage.reset()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "values", "index" })
	void arraysThatDoNotMatchAreFoundAtTheNextKeyAndReplacedAtClear(String name) throws ReflectiveOperationException {
		ContextStorage storage = new ContextStorage(8);
		storage.set("a", 1);
		Field array = ContextStorage.class.getDeclaredField(name);
		array.setAccessible(true);
		array.set(storage, array.get(new ContextStorage(2)));
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> storage.set("b", 2));
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(storage::clear);
		for (String key : ContextTests.keys(20)) {
			storage.set(key, key);
		}
		assertThat(storage.size()).isEqualTo(20);
		assertThat(storage.get("key19")).isEqualTo("key19");
		assertThat(storage.reset()).isTrue();
	}

	@Test
	void tableThatCannotGrowStaysAsItIs() {
		ContextStorage storage = new ContextStorage(2) {

			@Override
			protected void growing(long allocatedBytes, long droppedBytes) {
				throw new OutOfMemoryError("test");
			}

		};
		storage.set("a", 1);
		storage.set("b", 2);
		long footprint = storage.footprint();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> storage.set("c", 3));
		assertThat(storage.capacity()).isEqualTo(2);
		assertThat(storage.footprint()).isEqualTo(footprint);
		assertThat(storage.get("a")).isEqualTo(1);
		assertThat(storage.get("b")).isEqualTo(2);
		assertThat(storage.contains("c")).isFalse();
		storage.remove("a");
		storage.set("a", 4);
		assertThat(storage.get("a")).isEqualTo(4);
		assertThat(storage.reset()).isTrue();
	}

	@Test
	void stackOverflowAnywhereLeavesAWholeTable() throws Exception {
		// Compiled code has few frames to overflow in.
		assertThat(ForkedJvm.run(StackOverflow.class, "-Xint").lines()).containsExactly("set", "clear", "remove");
	}

	private static int keyCount(ContextStorage storage) {
		try {
			return (int) Objects.requireNonNull(field(storage, "keyCount"));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object field(Object target, String name) throws ReflectiveOperationException {
		Field field = target.getClass().getDeclaredField(name);
		field.setAccessible(true);
		return Objects.requireNonNull(field.get(target));
	}

	/**
	 * Runs in a JVM of its own, interpreted. Prints each change that was interrupted
	 * within the table, or what it calls, and left it whole.
	 */
	static final class StackOverflow {

		private static final List<String> KEYS = ContextTests.keys(40);

		private StackOverflow() {
		}

		public static void main(String[] args) throws InterruptedException {
			interrupt("set", (context) -> context.set(KEYS.get(context.size() % KEYS.size()), 1));
			interrupt("clear", (context) -> context.set("a", 1).clear());
			interrupt("remove", (context) -> context.set("a", 1).set("b", 2).remove("a"));
		}

		private static void interrupt(String name, Consumer<Context> change) throws InterruptedException {
			AtomicInteger withinTable = new AtomicInteger();
			for (int round = 0; round < 200; round++) {
				Context context = new Context(2);
				context.set("a", 1).set("b", 2).clear();
				int pad = round % 61;
				Runnable descent = () -> overflow(context, change, pad, withinTable);
				Thread thread = new Thread(null, descent, "deep", 200_000 + round * 128L);
				thread.start();
				thread.join();
				Map<String, Object> entries = new HashMap<>();
				context.forEach(entries::put);
				assertThat(context.size()).as("round %d", round).isEqualTo(entries.size());
				context.clear();
			}
			if (withinTable.get() > 0) {
				System.out.println(name);
			}
		}

		private static void overflow(Context context, Consumer<Context> change, int pad, AtomicInteger withinTable) {
			try {
				descend(context, change, pad);
			}
			catch (StackOverflowError ex) {
				// The deepest frames are those of a key's hashCode or equals, mostly.
				if (Stream.of(ex.getStackTrace()).limit(4).anyMatch(StackOverflow::isOfTable)) {
					withinTable.incrementAndGet();
				}
			}
		}

		private static boolean isOfTable(StackTraceElement frame) {
			return frame.getClassName().startsWith(ContextStorage.class.getPackageName());
		}

		private static void descend(Context context, Consumer<Context> change, int pad) {
			if (pad == 0) {
				change.accept(context);
			}
			descend(context, change, Math.max(pad - 1, 0));
		}

	}

}
