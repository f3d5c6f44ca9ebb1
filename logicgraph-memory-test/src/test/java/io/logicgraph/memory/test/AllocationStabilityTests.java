package io.logicgraph.memory.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.Test;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOf;

/**
 * Tests that an assertion which holds once holds each time, in a JVM that compiles and
 * deoptimizes meanwhile. {@code -Dbudget.repetitions=1000} for more.
 */
class AllocationStabilityTests {

	private static final int REPETITIONS = Integer.getInteger("budget.repetitions", 100);

	private final Map<String, Integer> prices = new TreeMap<>(Map.of("a", 100, "b", 2000));

	@Test
	void exactBudgetHoldsEachTime() {
		for (int i = 0; i < REPETITIONS; i++) {
			assertThatAllocationOf(() -> Arrays.allocate(2048)).isAtMost(2048);
		}
	}

	@Test
	void budgetOfCodeThatTheCompilerChangesHoldsEachTime() {
		List<Integer> items = IntStream.range(0, 20).boxed().collect(Collectors.toCollection(ArrayList::new));
		for (int i = 0; i < REPETITIONS; i++) {
			assertThatAllocationOf(() -> items.stream().mapToInt((item) -> price(item)).sum()).isAtMost("1KB");
			assertThatAllocationOf(() -> String.format(Locale.ROOT, "%d of %s", items.size(), this.prices))
				.isAtMost("4KB");
		}
	}

	@Test
	void budgetOfWorkOnOtherThreadsHoldsEachTime() {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		ExecutorService followed = ContextExecutorService.wrap(executor,
				ContextSnapshotFactory.builder().build()::captureAll);
		try {
			for (int i = 0; i < REPETITIONS; i++) {
				assertThatAllocationOf(() -> CompletableFuture.supplyAsync(() -> Arrays.allocate(10_000), followed)
					.thenApplyAsync((array) -> Arrays.allocate(10_000), followed)).isAtMost(22_000);
			}
		}
		finally {
			executor.shutdown();
		}
	}

	private int price(int item) {
		return this.prices.getOrDefault((item % 2 == 0) ? "a" : "b", 0) * item;
	}

}
