package io.logicgraph.memory.test;

import io.logicgraph.memory.profile.ProfileRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOfRequests;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for budgets of requests, with each client.
 */
abstract class AbstractRequestBudgetTests {

	/**
	 * What the application may allocate for a request beside what the controller does.
	 */
	static final int FRAMEWORK = 200_000;

	static final int BYTES = 1_000_000;

	@Autowired
	ProfileRegistry profiles;

	/**
	 * Request a path and require that it is answered with 200.
	 */
	abstract void get(String path) throws Exception;

	@Test
	void requestWithinItsBudget() {
		assertThatAllocationOfRequests(this.profiles, () -> get("/bytes/" + BYTES)).isAtMost(BYTES + FRAMEWORK);
	}

	@Test
	void requestOverItsBudget() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(
				() -> assertThatAllocationOfRequests(this.profiles, () -> get("/bytes/" + BYTES)).isAtMost(BYTES - 1))
			.withMessageContaining("GET /bytes/{bytes}, status 200 allocated 1")
			.withMessageContaining("byte[] in io.logicgraph.memory.test.Arrays.allocate(Arrays.java:");
	}

	@Test
	@AllocationBudget(value = "1200KB", requests = true)
	void annotatedTestIsHeldToIt() throws Exception {
		get("/later/" + BYTES);
	}

}
