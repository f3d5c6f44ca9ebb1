package io.logicgraph.sample.flight;

import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.logicgraph.memory.pool.PoolStats;
import io.logicgraph.memory.profile.AllocationReport;
import org.jspecify.annotations.Nullable;

/**
 * Result of a replay.
 *
 * @param flights flights assessed, each as often as it was
 * @param shortHaul flights of up to 1500 km
 * @param mediumHaul flights of up to 3500 km
 * @param longHaul all other flights
 * @param care flights with a right to care
 * @param compensated flights with a right to compensation
 * @param compensationEur compensation for one passenger of each flight, in EUR
 * @param refunds flights with a right to a refund
 * @param millis duration of the replay
 * @param allocatedBytes bytes that the replay allocated, if the JVM can tell
 * @param allocatedBytesPerFlight the same for one flight, if there was one
 * @param contextsCreated contexts that were made anew; where other requests use the pool
 * at the same time, theirs are among them
 * @param reuseRate share of contexts that were reused, in percent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplaySummary(long flights, long shortHaul, long mediumHaul, long longHaul, long care, long compensated,
		long compensationEur, long refunds, double millis, @Nullable Long allocatedBytes,
		@Nullable Double allocatedBytesPerFlight, long contextsCreated, double reuseRate) {

	static ReplaySummary of(long flights, ReplayTally tally, AllocationReport report, long contextsCreated,
			double reuseRate) {
		Long bytes = report.bytes().isPresent() ? report.bytes().getAsLong() : null;
		return new ReplaySummary(flights, tally.shortHaul(), tally.mediumHaul(), tally.longHaul(), tally.care(),
				tally.compensated(), tally.compensationEur(), tally.refunds(),
				tenths(report.duration().toNanos() / 1e6), bytes, perFlight(bytes, flights), contextsCreated,
				reuseRate);
	}

	/**
	 * Join the parts of a replay that ran at the same time.
	 */
	static ReplaySummary join(List<ReplaySummary> parts, long nanos, PoolStats before, PoolStats after) {
		long flights = sum(parts, ReplaySummary::flights);
		Long bytes = parts.stream().allMatch((part) -> part.allocatedBytes() != null)
				? sum(parts, (part) -> Objects.requireNonNull(part.allocatedBytes())) : null;
		return new ReplaySummary(flights, sum(parts, ReplaySummary::shortHaul), sum(parts, ReplaySummary::mediumHaul),
				sum(parts, ReplaySummary::longHaul), sum(parts, ReplaySummary::care),
				sum(parts, ReplaySummary::compensated), sum(parts, ReplaySummary::compensationEur),
				sum(parts, ReplaySummary::refunds), tenths(nanos / 1e6), bytes, perFlight(bytes, flights),
				after.created() - before.created(), reuseRate(before, after));
	}

	/**
	 * Return the share of leases between two moments that reused a context, in percent.
	 */
	static double reuseRate(PoolStats before, PoolStats after) {
		long acquired = after.totalAcquired() - before.totalAcquired();
		return (acquired > 0) ? 100.0 * (after.reused() - before.reused()) / acquired : 0;
	}

	private static long sum(List<ReplaySummary> parts, ToLongFunction<ReplaySummary> figure) {
		return parts.stream().mapToLong(figure).sum();
	}

	private static @Nullable Double perFlight(@Nullable Long bytes, long flights) {
		return (bytes != null && flights > 0) ? tenths((double) bytes / flights) : null;
	}

	private static double tenths(double value) {
		return Math.round(value * 10) / 10.0;
	}

}
