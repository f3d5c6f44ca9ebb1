package io.logicgraph.memory.actuate.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of everything, to be kept and compared with a later one.
 *
 * @param report everything but the leaks, whose keys stand beside {@code leaks}
 * @param leaks the leaks of all pools
 * @since 0.7.0
 */
public record SnapshotDescriptor(@JsonUnwrapped MemoryReportDescriptor report,
		List<LeakDescriptor> leaks) implements OperationResponseBody {
}
