package io.logicgraph.memory.metrics;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * Shows whether the old generation was collected, where no notification does (G1 marks it
 * concurrently): an object that was kept until it must be old, and that nobody refers to
 * any more, is gone only after that. Used by one thread at a time.
 */
final class OldGenerationCanary {

	/**
	 * One more than the largest age to which HotSpot keeps objects young.
	 */
	private static final int OLD_AGE = 16;

	private @Nullable Object kept = new Object();

	private WeakReference<Object> canary = new WeakReference<>(this.kept);

	private int age;

	/**
	 * Look after a collection, young or old.
	 * @return whether the old generation was collected since the last time this was said
	 */
	boolean isGone() {
		if (this.kept != null) {
			if (++this.age >= OLD_AGE) {
				this.kept = null;
			}
			return false;
		}
		if (!this.canary.refersTo(null)) {
			return false;
		}
		renew();
		return true;
	}

	private void renew() {
		Object canary = new Object();
		this.kept = canary;
		this.canary = new WeakReference<>(canary);
		this.age = 0;
	}

}
