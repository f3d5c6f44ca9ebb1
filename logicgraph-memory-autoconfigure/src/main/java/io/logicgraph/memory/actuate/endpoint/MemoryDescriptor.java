package io.logicgraph.memory.actuate.endpoint;

import java.util.OptionalLong;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.metrics.MemorySnapshot;
import io.logicgraph.memory.metrics.MemoryTotals;
import io.logicgraph.memory.profile.ThreadMeter;
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
 * JVM can't say
 * @param heapUsedBytes bytes of heap in use, garbage included
 * @param heapAfterGcBytes bytes of heap that were in use after the last collection;
 * {@code null} before the first one
 * @param collections number of collections since the JVM started
 * @param allocationCounter whether allocated bytes can be counted by thread
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record MemoryDescriptor(long totalAllocations, long totalDeallocations, long activeAllocations, long totalBytes,
		long currentBytes, long peakBytes, long contextAllocations, long graphAllocations,
		@Nullable Long jvmAllocatedBytes, long heapUsedBytes, @Nullable Long heapAfterGcBytes, long collections,
		AllocationCounterDescriptor allocationCounter) implements OperationResponseBody {

	static MemoryDescriptor of(MemorySnapshot snapshot) {
		MemoryTotals recorded = snapshot.recorded();
		return new MemoryDescriptor(recorded.allocations(), recorded.deallocations(), recorded.activeAllocations(),
				recorded.totalBytes(), recorded.currentBytes(), recorded.peakBytes(), recorded.contextAllocations(),
				recorded.graphAllocations(), boxed(snapshot.jvmAllocatedBytes()), snapshot.heapUsedBytes(),
				boxed(snapshot.heapAfterGcBytes()), snapshot.collections(),
				AllocationCounterDescriptor.of(ThreadMeter.unavailableReason()));
	}

	private static @Nullable Long boxed(OptionalLong bytes) {
		return bytes.isPresent() ? bytes.getAsLong() : null;
	}

	/**
	 * Description of the JVM's count of allocated bytes by thread.
	 *
	 * @param available whether the JVM counts them
	 * @param reason why it doesn't; {@code null} if it does
	 */
	@JsonInclude(Include.NON_NULL)
	public record AllocationCounterDescriptor(boolean available, @Nullable String reason) {

		static AllocationCounterDescriptor of(@Nullable String unavailableReason) {
			return new AllocationCounterDescriptor(unavailableReason == null, unavailableReason);
		}

	}

}
