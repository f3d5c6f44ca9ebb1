package io.logicgraph.memory.pool;

import java.lang.ref.WeakReference;

/**
 * Tells whether there was a garbage collection, at the price of two reads: a new object
 * that only a weak reference refers to is gone after the next one.
 * <p>
 * Racy on purpose. Two threads may note the same collection twice, or one a little later
 * than another, and all that happens is that an array is replaced too often or too late.
 */
final class CollectionWatch {

	private WeakReference<Object> canary = new WeakReference<>(new Object());

	private int count;

	/**
	 * Return a number that is another one after a collection.
	 */
	int count() {
		return this.canary.refersTo(null) ? countOneMore() : this.count;
	}

	private int countOneMore() {
		this.canary = new WeakReference<>(new Object());
		return ++this.count;
	}

}
