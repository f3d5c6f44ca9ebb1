package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.internal.ThreadMeter;
import io.logicgraph.memory.internal.VirtualThreads;
import io.logicgraph.memory.metrics.LiveHeapReport;
import io.logicgraph.memory.metrics.LiveHeapVerdict;
import io.logicgraph.memory.metrics.MemorySnapshot;
import io.logicgraph.memory.metrics.MemoryTotals;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of the recorded memory and of the JVM's.
 *
 * @param totalAllocations number of recorded allocations
 * @param totalDeallocations number of recorded deallocations
 * @param activeAllocations recorded allocations less deallocations
 * @param totalBytes bytes of all recorded allocations
 * @param currentBytes bytes of recorded allocations that are not gone
 * @param peakBytes largest value of {@code currentBytes}
 * @param contextAllocations number of contexts created
 * @param graphAllocations number of graphs created
 * @param jvmAllocatedBytes bytes that all threads have allocated; {@code null} where the
 * JVM has no counter
 * @param heapUsedBytes bytes of heap in use, garbage included
 * @param heapAfterGcBytes bytes of heap that were in use after the last collection;
 * {@code null} before the first one
 * @param collections number of collections since the JVM started
 * @param liveHeap whether the live heap grows; {@code null} if that is not watched
 * @param allocationCounter whether the bytes that a thread allocates are counted
 * @param following which work is followed to other threads, by kind: {@code tasks} of
 * executors, {@code reactor} where that is present
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record MemoryDescriptor(long totalAllocations, long totalDeallocations, long activeAllocations, long totalBytes,
		long currentBytes, long peakBytes, long contextAllocations, long graphAllocations,
		@Nullable Long jvmAllocatedBytes, long heapUsedBytes, @Nullable Long heapAfterGcBytes, long collections,
		@Nullable LiveHeapDescriptor liveHeap, AllocationCounterDescriptor allocationCounter,
		Map<String, FollowingDescriptor> following) implements OperationResponseBody {

	static MemoryDescriptor of(MemorySnapshot snapshot, @Nullable LiveHeapReport liveHeap,
			Map<String, Following> following) {
		Map<String, FollowingDescriptor> described = new LinkedHashMap<>();
		following.forEach((kind, work) -> described.put(kind, FollowingDescriptor.of(work)));
		MemoryTotals recorded = snapshot.recorded();
		return new MemoryDescriptor(recorded.allocations(), recorded.deallocations(), recorded.activeAllocations(),
				recorded.totalBytes(), recorded.currentBytes(), recorded.peakBytes(), recorded.contextAllocations(),
				recorded.graphAllocations(), boxed(snapshot.jvmAllocatedBytes()), snapshot.heapUsedBytes(),
				boxed(snapshot.heapAfterGcBytes()), snapshot.collections(),
				(liveHeap != null) ? LiveHeapDescriptor.of(liveHeap) : null, AllocationCounterDescriptor.current(),
				described);
	}

	private static @Nullable Long boxed(OptionalLong bytes) {
		return bytes.isPresent() ? bytes.getAsLong() : null;
	}

	/**
	 * Description of the trend of the live heap.
	 *
	 * @param verdict {@code stable}, {@code growing} or {@code unknown}
	 * @param bytes live heap after the last collection of the old generation;
	 * {@code null} before there was one
	 * @param bytesPerSecond slope of the live heap; {@code null} while the verdict is
	 * unknown
	 * @param samples number of points in time at which the live heap is known
	 * @param window time from the first of them to the last; {@code null} before there is
	 * a verdict
	 */
	@JsonInclude(Include.NON_NULL)
	public record LiveHeapDescriptor(String verdict, @Nullable Long bytes, @Nullable Long bytesPerSecond, int samples,
			@Nullable Duration window) {

		static LiveHeapDescriptor of(LiveHeapReport report) {
			return new LiveHeapDescriptor(report.verdict().label(), boxed(report.bytes()),
					report.bytesPerSecond().isPresent() ? Math.round(report.bytesPerSecond().getAsDouble()) : null,
					report.samples(), (report.verdict() != LiveHeapVerdict.UNKNOWN)
							? report.window().truncatedTo(ChronoUnit.MILLIS) : null);
		}

	}

	/**
	 * Description of the JVM's counters of allocated bytes, by kind of thread.
	 *
	 * @param platformThreads counters of platform threads
	 * @param virtualThreads counters of virtual threads; {@code null} if this JVM has no
	 * virtual threads
	 */
	@JsonInclude(Include.NON_NULL)
	public record AllocationCounterDescriptor(AvailabilityDescriptor platformThreads,
			@Nullable AvailabilityDescriptor virtualThreads) {

		/**
		 * Describe the counters of this JVM as they are at present.
		 * @return the description
		 */
		public static AllocationCounterDescriptor current() {
			return new AllocationCounterDescriptor(AvailabilityDescriptor.of(ThreadMeter.unavailableReason()),
					VirtualThreads.exist() ? AvailabilityDescriptor.of(virtualThreadsReason()) : null);
		}

		private static @Nullable String virtualThreadsReason() {
			if (VirtualThreadMetering.isActive()) {
				return null;
			}
			String reason = VirtualThreadMetering.unavailableReason();
			return (reason != null) ? reason : "logicgraph.memory.profiled.virtual-threads is 'unavailable'";
		}

	}

	/**
	 * Description of whether work of one kind is followed to other threads.
	 *
	 * @param followed whether it is
	 * @param reason why it is not, and what to write; {@code null} if it is
	 */
	@JsonInclude(Include.NON_NULL)
	public record FollowingDescriptor(boolean followed, @Nullable String reason) {

		/**
		 * Describe whether work is followed.
		 * @param following whether it is
		 * @return the description
		 */
		public static FollowingDescriptor of(Following following) {
			return new FollowingDescriptor(following.followed(), following.reason());
		}

	}

	/**
	 * Description of whether something can be measured.
	 *
	 * @param available whether it can
	 * @param reason why it can't; {@code null} if it can
	 */
	@JsonInclude(Include.NON_NULL)
	public record AvailabilityDescriptor(boolean available, @Nullable String reason) {

		static AvailabilityDescriptor of(@Nullable String unavailableReason) {
			return new AvailabilityDescriptor(unavailableReason == null, unavailableReason);
		}

	}

}
