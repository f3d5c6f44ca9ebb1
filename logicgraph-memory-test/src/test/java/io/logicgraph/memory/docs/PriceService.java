package io.logicgraph.memory.docs;

/**
 * The service of the README, whose budgets are shown.
 */
class PriceService {

	String quote(int cents) {
		return "%d.%02d EUR".formatted(cents / 100, cents % 100);
	}

}
