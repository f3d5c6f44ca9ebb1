package io.logicgraph.memory.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.internal.ContextStorage;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for what a {@link ContextPool} does when it is misused.
 */
class PoolMisuseTests {

	private final ContextPool pool = pool("orders", LeakDetection.DISABLED);

	@Test
	void secondReleaseIsRefused() {
		Context context = this.pool.acquire();
		this.pool.release(context);
		assertMisuse(MisuseKind.DOUBLE_RELEASE, () -> this.pool.release(context));
		assertThat(this.pool.size()).isOne();
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void secondReleaseIsRefusedWhileSomebodyElseHoldsTheContext() {
		Context stale = this.pool.acquire();
		this.pool.release(stale);
		Context next = this.pool.acquire();
		assertThat(PoolBooks.entry(next)).isSameAs(PoolBooks.entry(stale));
		next.set("mine", 1);
		assertMisuse(MisuseKind.DOUBLE_RELEASE, () -> this.pool.release(stale));
		assertMisuse(MisuseKind.USE_AFTER_RELEASE, () -> stale.set("mine", 2));
		assertThat(next.get("mine")).isEqualTo(1);
		assertThat(this.pool.acquire()).isNotSameAs(next)
			.satisfies((other) -> assertThat(PoolBooks.entry(other)).isNotSameAs(PoolBooks.entry(next)));
		PoolBooks.assertBalanced(this.pool, 2);
	}

	@Test
	void contextOfAnotherPoolIsRefusedByBothNames() {
		ContextPool other = pool("invoices", LeakDetection.DISABLED);
		Context foreign = other.acquire();
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> this.pool.release(foreign))
			.withMessageContaining("'orders'")
			.withMessageContaining("'invoices'")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MisuseKind.FOREIGN_RELEASE));
		assertThat(misuses(MisuseKind.FOREIGN_RELEASE)).isOne();
		foreign.set("still", "usable");
		other.release(foreign);
		assertThat(this.pool.size()).isZero();
	}

	@Test
	void contextOfNoPoolIsRefused() {
		assertMisuse(MisuseKind.FOREIGN_RELEASE, () -> this.pool.release(new Context()));
	}

	@Test
	void nullIsRefused() {
		assertMisuse(MisuseKind.NULL_RELEASE, () -> this.pool.release(null));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void everyUseAfterCloseIsRefused(String name, Consumer<Context> use) {
		PooledContext context = this.pool.lease();
		context.set("a", 1);
		context.close();
		assertMisuse(MisuseKind.USE_AFTER_RELEASE, () -> use.accept(context));
		Context next = this.pool.acquire();
		assertThat(next.isEmpty()).isTrue();
		assertMisuse(MisuseKind.USE_AFTER_RELEASE, () -> use.accept(context));
		assertThat(next.isEmpty()).isTrue();
	}

	static Stream<Arguments> everyUseAfterCloseIsRefused() {
		return Stream.of(use("set", (context) -> context.set("a", 1)), use("get", (context) -> context.get("a")),
				use("get typed", (context) -> context.get("a", Integer.class)),
				use("getOrDefault", (context) -> context.getOrDefault("a", 1)),
				use("contains", (context) -> context.contains("a")), use("remove", (context) -> context.remove("a")),
				use("size", Context::size), use("isEmpty", Context::isEmpty), use("clear", Context::clear),
				use("forEach", (context) -> context.forEach((key, value) -> {
				})), use("asMap", Context::asMap));
	}

	private static Arguments use(String name, Consumer<Context> use) {
		return arguments(name, use);
	}

	@Test
	void everyUseOfAViewAfterCloseIsRefused() {
		PooledContext context = this.pool.lease();
		context.set("a", 1).set("b", 2);
		Map<String, Object> map = context.asMap();
		Iterator<?> entries = map.entrySet().iterator();
		Iterator<?> keys = map.keySet().iterator();
		Iterator<?> values = map.values().iterator();
		context.close();
		List<Runnable> uses = List.of(map::size, map::isEmpty, () -> map.get("a"), () -> map.get(1),
				() -> map.containsKey("a"), () -> map.containsKey(1), () -> map.containsValue(1), map::hashCode,
				map::toString, () -> map.equals(Map.of()), () -> map.forEach((key, value) -> {
				}), () -> map.entrySet().size(), () -> map.keySet().contains("a"), () -> map.values().iterator(),
				entries::hasNext, entries::next, keys::hasNext, keys::next, values::hasNext, values::next,
				() -> map.getOrDefault("a", 1), () -> List.copyOf(map.keySet()));
		int count = 0;
		for (Runnable use : uses) {
			assertThatThrownBy(use::run).as("use %d", count++).isInstanceOf(IllegalStateException.class);
		}
		assertThat(misuses(MisuseKind.USE_AFTER_RELEASE)).isGreaterThanOrEqualTo(uses.size());
	}

	@Test
	void closingWithinForEachEndsTheIteration() {
		PooledContext context = this.pool.lease();
		context.set("a", 1).set("b", 2);
		AtomicInteger calls = new AtomicInteger();
		assertMisuse(MisuseKind.USE_AFTER_RELEASE, () -> context.forEach((key, value) -> {
			calls.incrementAndGet();
			context.close();
		}));
		assertThat(calls).hasValue(1);
	}

	@Test
	void closedContextIsNotWrittenAsJson() {
		PooledContext context = this.pool.lease();
		context.close();
		JsonMapper mapper = JsonMapper.builder().build();
		assertThatThrownBy(() -> mapper.writeValueAsString(context)).hasRootCauseInstanceOf(PoolMisuseException.class);
	}

	@Test
	void toStringOfAClosedContextSaysSo() {
		PooledContext context = this.pool.lease();
		assertThat(context.set("a", 1)).hasToString("PooledContext[a]");
		context.close();
		assertThat(context).hasToString("PooledContext[returned]");
	}

	@Test
	void ofSeveralThreadsThatCloseOneWins() throws Exception {
		for (int round = 0; round < 2000; round++) {
			PooledContext context = this.pool.lease();
			race(context::close, context::close);
			assertThat(this.pool.stats().released()).isEqualTo(round + 1);
		}
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void ofSeveralThreadsThatReleaseAllButOneAreRefused() throws Exception {
		AtomicInteger refused = new AtomicInteger();
		for (int round = 0; round < 2000; round++) {
			Context context = this.pool.acquire();
			Runnable release = () -> {
				try {
					this.pool.release(context);
				}
				catch (PoolMisuseException ex) {
					refused.incrementAndGet();
				}
			};
			race(release, release);
		}
		assertThat(refused).hasValue(2000);
		assertThat(misuses(MisuseKind.DOUBLE_RELEASE)).isEqualTo(2000);
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void contextThatTwoThreadsChangeIsFoundAndNotPooledAgain() throws Exception {
		long found = 0;
		for (int round = 0; round < 20_000 && found == 0; round++) {
			Context context = this.pool.acquire();
			race(() -> change(context, "a"), () -> change(context, "b"));
			try {
				this.pool.release(context);
			}
			catch (PoolMisuseException ex) {
				assertThat(ex.kind()).isEqualTo(MisuseKind.CONCURRENT_USE);
			}
			found = misuses(MisuseKind.CONCURRENT_USE);
		}
		assertThat(found).isPositive();
		assertThat(this.pool.acquire().isEmpty()).isTrue();
		PoolBooks.assertBalanced(this.pool, 1);
	}

	private static void change(Context context, String prefix) {
		try {
			for (int i = 0; i < 200; i++) {
				context.set(prefix + i, i);
			}
		}
		catch (RuntimeException ex) {
			// What two threads do to each other here has many forms.
		}
	}

	@ParameterizedTest
	@MethodSource("damages")
	void damagedContextIsLetGoAndItsHolderTold(String field, Object value) {
		for (boolean homed : new boolean[] { false, true }) {
			if (homed) {
				this.pool.release(this.pool.acquire());
			}
			PooledContext context = this.pool.lease();
			context.set("a", 1);
			damage(context, field, value);
			long before = misuses(MisuseKind.CONCURRENT_USE);
			assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(context::close)
				.withMessageContaining("two threads")
				.withMessageContaining("'orders'");
			assertThat(misuses(MisuseKind.CONCURRENT_USE)).isEqualTo(before + 1);
			assertThat(this.pool.size()).isZero();
			PoolBooks.assertBalanced(this.pool, 0);
		}
		assertThat(this.pool.stats().discarded()).containsEntry(DiscardReason.BROKEN, 2L);
	}

	/**
	 * What two threads may leave behind that set keys at once.
	 */
	static Stream<Arguments> damages() {
		return Stream.of(arguments("lead", 7), arguments("keyCount", 1000), arguments("changing", true));
	}

	private static void damage(PooledContext context, String name, Object value) {
		try {
			var field = ContextStorage.class.getDeclaredField(name);
			field.setAccessible(true);
			field.set(PoolBooks.entry(context), value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void watchedMisuseNamesBothCallSites() {
		ContextPool watching = pool("orders", LeakDetection.FULL);
		Context context = acquireHere(watching);
		releaseThere(watching, context);
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> releaseThere(watching, context))
			.withMessageMatching("Context [0-9a-f]+ \\(lease \\d+\\) of pool 'orders' was released before")
			.satisfies((ex) -> {
				assertThat(ex.getSuppressed()).hasSize(2);
				assertThat(ex.getSuppressed()[0]).hasMessageContaining("acquired by thread");
				assertThat(ex.getSuppressed()[0].getStackTrace()[0].getMethodName()).isEqualTo("acquireHere");
				assertThat(ex.getSuppressed()[1]).hasMessageContaining("released by thread");
				assertThat(ex.getSuppressed()[1].getStackTrace()[0].getMethodName()).isEqualTo("releaseThere");
			});
	}

	private static Context acquireHere(ContextPool pool) {
		return pool.acquire();
	}

	private static void releaseThere(ContextPool pool, Context context) {
		pool.release(context);
	}

	private void assertMisuse(MisuseKind kind, Runnable action) {
		long before = misuses(kind);
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(action::run)
			.isInstanceOf(IllegalStateException.class)
			.withMessageContaining("'orders'")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
		assertThat(misuses(kind)).isEqualTo(before + 1);
	}

	private long misuses(MisuseKind kind) {
		return this.pool.stats().misuse().get(kind);
	}

	private static ContextPool pool(String name, LeakDetection leakDetection) {
		return new ContextPool(name, PoolConfig.builder().leakDetection(leakDetection).build(), new MemoryMetrics());
	}

	private static void race(Runnable... actions) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(actions.length);
		List<Thread> threads = new ArrayList<>();
		for (Runnable action : actions) {
			Thread thread = new Thread(() -> {
				try {
					barrier.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				action.run();
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join(60_000);
			assertThat(thread.isAlive()).isFalse();
		}
	}

}
