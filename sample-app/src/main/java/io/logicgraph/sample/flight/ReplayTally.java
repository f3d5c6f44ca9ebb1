package io.logicgraph.sample.flight;

import java.util.Objects;

import io.logicgraph.memory.context.Context;

/**
 * Adds up decisions, straight from the contexts and without an object for each.
 */
final class ReplayTally {

	private long shortHaul;

	private long mediumHaul;

	private long longHaul;

	private long care;

	private long compensated;

	private long compensationEur;

	private long refunds;

	void add(Context context) {
		Object haul = Objects.requireNonNull(context.get("haul"), "haul");
		if (haul.equals("short")) {
			this.shortHaul++;
		}
		else if (haul.equals("medium")) {
			this.mediumHaul++;
		}
		else {
			this.longHaul++;
		}
		this.care += count(context, "care");
		this.compensated += count(context, "compensated");
		this.refunds += count(context, "refund");
		if (context.get("compensationEur") instanceof Integer eur) {
			this.compensationEur += eur;
		}
	}

	private static int count(Context context, String rule) {
		return Boolean.TRUE.equals(context.get(rule)) ? 1 : 0;
	}

	long shortHaul() {
		return this.shortHaul;
	}

	long mediumHaul() {
		return this.mediumHaul;
	}

	long longHaul() {
		return this.longHaul;
	}

	long care() {
		return this.care;
	}

	long compensated() {
		return this.compensated;
	}

	long compensationEur() {
		return this.compensationEur;
	}

	long refunds() {
		return this.refunds;
	}

}
