package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a {@link LiveHeapWatch} found until one moment.
 *
 * @param verdict what the live heap did
 * @param bytes live heap, in bytes, after the last collection of the old generation;
 * empty before there was one
 * @param bytesPerSecond slope of the live heap; empty while the verdict is
 * {@link LiveHeapVerdict#UNKNOWN}
 * @param samples number of points in time at which the live heap is known
 * @param window time from the first of them to the last
 * @since 0.7.0
 */
public record LiveHeapReport(LiveHeapVerdict verdict, OptionalLong bytes, OptionalDouble bytesPerSecond, int samples,
		Duration window) {

}
