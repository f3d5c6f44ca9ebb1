package io.logicgraph.memory.docs;

import io.logicgraph.memory.test.AllocationBudget;
import org.junit.jupiter.api.Test;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOf;

class PriceBudgetTests {

	private final PriceService service = new PriceService();

	@Test
	void quoteAllocatesLittle() {
		assertThatAllocationOf(() -> this.service.quote(1999)).isAtMost("2KB");
	}

	@Test
	@AllocationBudget("4KB")
	void twoQuotesAllocateLittle() {
		this.service.quote(1999);
		this.service.quote(100);
	}

}
