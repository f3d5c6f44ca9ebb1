package io.logicgraph.sample.flight;

import com.fasterxml.jackson.annotation.JsonInclude;
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
		Double bytesPerFlight = (bytes != null && flights > 0) ? tenths((double) bytes / flights) : null;
		return new ReplaySummary(flights, tally.shortHaul(), tally.mediumHaul(), tally.longHaul(), tally.care(),
				tally.compensated(), tally.compensationEur(), tally.refunds(),
				tenths(report.duration().toNanos() / 1e6), bytes, bytesPerFlight, contextsCreated, reuseRate);
	}

	private static double tenths(double value) {
		return Math.round(value * 10) / 10.0;
	}

}
