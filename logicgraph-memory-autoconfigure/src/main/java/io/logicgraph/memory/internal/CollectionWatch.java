package io.logicgraph.memory.internal;

import java.lang.ref.WeakReference;

/**
 * Counts garbage collections, at the price of two reads: a new object to which only a
 * weak reference refers is gone after the next one.
 * <p>
 * A pool uses it to give a context a new array of values after a collection. The old one
 * may have moved to the old generation, where G1 pays for each reference stored with a
 * barrier that includes a full fence. Without this, the flight graph takes 3 to 20 % more
 * time on JDK 17 and up to 7 % more on JDK 25, and a context of 20 new values 15 to 20 %
 * more on JDK 17. {@code benchmarks/run compare} measures that again.
 * <p>
 * Racy on purpose. Two threads may note the same collection twice, or one a little later
 * than another, and all that happens is that an array is replaced too often or too late.
 */
public final class CollectionWatch {

	private WeakReference<Object> canary = new WeakReference<>(new Object());

	private int count;

	/**
	 * Return a number that is another one after a collection.
	 */
	public int count() {
		return this.canary.refersTo(null) ? countOneMore() : this.count;
	}

	private int countOneMore() {
		this.canary = new WeakReference<>(new Object());
		return ++this.count;
	}

}
