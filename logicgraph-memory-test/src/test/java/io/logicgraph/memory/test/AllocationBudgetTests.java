package io.logicgraph.memory.test;

import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Tests for {@link AllocationBudget}.
 */
class AllocationBudgetTests {

	@Test
	@AllocationBudget("0B")
	void testThatDoesNothingAllocatesNothing() {
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 1024 })
	@AllocationBudget("1KB")
	void argumentsArePassed(int bytes) {
		Arrays.allocate(bytes);
	}

	@Test
	void testsOverTheirBudgetFail() {
		EngineExecutionResults results = run(Budgets.class);
		assertThat(failures(results)).hasSize(4)
			.anySatisfy((message) -> assertThat(message).startsWith("[over()]")
				.contains("the call allocated 2048 B (2 KB), which is 1024 B (1 KB) over"))
			.anySatisfy((message) -> assertThat(message).startsWith("[overTheBudgetOfTheClass()]")
				.contains("2048 B (2 KB) over"))
			.anySatisfy((message) -> assertThat(message).startsWith("[nested()]").contains("2048 B (2 KB) over"))
			.anySatisfy((message) -> assertThat(message).contains("expected"));
		results.testEvents().assertStatistics((statistics) -> statistics.started(6).succeeded(2));
	}

	private static EngineExecutionResults run(Class<?> type) {
		return EngineTestKit.engine("junit-jupiter").selectors(selectClass(type)).execute();
	}

	private static List<String> failures(EngineExecutionResults results) {
		return results.testEvents()
			.failed()
			.stream()
			.flatMap((event) -> event.getPayload(TestExecutionResult.class).stream())
			.flatMap((result) -> result.getThrowable().stream())
			.map(Throwable::getMessage)
			.toList();
	}

	@AllocationBudget("2KB")
	static class Budgets {

		@Test
		@AllocationBudget("2KB")
		void within() {
			Arrays.allocate(2048);
		}

		@Test
		@AllocationBudget("1KB")
		void over() {
			Arrays.allocate(2048);
		}

		@Test
		void withinTheBudgetOfTheClass() {
			Arrays.allocate(2048);
		}

		@Test
		void overTheBudgetOfTheClass() {
			Arrays.allocate(4096);
		}

		@Test
		void failsAnyway() {
			throw new IllegalStateException("expected");
		}

		@Nested
		class Inner {

			@Test
			void nested() {
				Arrays.allocate(4096);
			}

		}

	}

}
