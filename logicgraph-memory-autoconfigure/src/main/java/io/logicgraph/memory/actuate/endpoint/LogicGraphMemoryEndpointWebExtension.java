package io.logicgraph.memory.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the
 * {@link LogicGraphMemoryEndpoint}: answers with the right status.
 *
 * @since 0.7.0
 */
@EndpointWebExtension(endpoint = LogicGraphMemoryEndpoint.class)
public class LogicGraphMemoryEndpointWebExtension {

	private static final MimeType PROBLEM_JSON = new MimeType("application", "problem+json");

	private final LogicGraphMemoryEndpoint delegate;

	/**
	 * Create an extension.
	 * @param delegate the endpoint
	 */
	public LogicGraphMemoryEndpointWebExtension(LogicGraphMemoryEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Clear a section.
	 * @param section {@code profiles} or {@code pools}
	 * @return an empty response
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> clear(@Selector String section) {
		return new WebEndpointResponse<>((this.delegate.clear(section) != null) ? WebEndpointResponse.STATUS_NO_CONTENT
				: WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Change the settings of a pool. Settings that are not given stay as they are.
	 * @param section {@code pools}
	 * @param name name of the pool
	 * @param maxPooled most contexts that the pool keeps for reuse
	 * @param initialCapacity entries for which a new context has room
	 * @param trackStats whether the pool counts what it does
	 * @param minIdle idle contexts that the idle timeout leaves alone
	 * @param idleTimeout how long a context may lie idle
	 * @param maxRetainedCapacity capacity in entries up to which a context is kept
	 * @param leakDetection how many leases are watched for leaks
	 * @param leakThreshold how long a lease may last
	 * @return the pool with the new settings, or a description of the problem
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> configure(@Selector String section, @Selector String name,
			@Nullable String maxPooled, @Nullable String initialCapacity, @Nullable String trackStats,
			@Nullable String minIdle, @Nullable String idleTimeout, @Nullable String maxRetainedCapacity,
			@Nullable String leakDetection, @Nullable String leakThreshold) {
		try {
			PoolDescriptor pool = this.delegate.configure(section, name, maxPooled, initialCapacity, trackStats,
					minIdle, idleTimeout, maxRetainedCapacity, leakDetection, leakThreshold);
			return (pool != null) ? new WebEndpointResponse<>(pool)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			int status = WebEndpointResponse.STATUS_BAD_REQUEST;
			return new WebEndpointResponse<>(new ProblemDescriptor("Bad Request", status, ex.getReason()), status,
					PROBLEM_JSON);
		}
	}

}
