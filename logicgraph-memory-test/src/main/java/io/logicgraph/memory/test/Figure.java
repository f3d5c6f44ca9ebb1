package io.logicgraph.memory.test;

import io.logicgraph.memory.profile.Quality;

/**
 * What was allocated once.
 *
 * @param bytes bytes allocated; 0 if the quality is {@link Quality#UNAVAILABLE}
 * @param quality how far the bytes can be trusted
 */
record Figure(long bytes, Quality quality) {

	/**
	 * Return the figure to go by: the better one, and of two that are as good the smaller
	 * one. What is in the larger one only was noise.
	 */
	Figure orBetter(Figure other) {
		int order = this.quality.compareTo(other.quality);
		if (order == 0) {
			return (this.bytes <= other.bytes) ? this : other;
		}
		return (order < 0) ? this : other;
	}

	boolean isAlike(Figure other) {
		long difference = Math.abs(this.bytes - other.bytes);
		return this.quality == other.quality && difference <= Math.min(this.bytes, other.bytes) / 100;
	}

	boolean isWithin(long budget) {
		return this.quality == Quality.EXACT && this.bytes <= budget;
	}

}
