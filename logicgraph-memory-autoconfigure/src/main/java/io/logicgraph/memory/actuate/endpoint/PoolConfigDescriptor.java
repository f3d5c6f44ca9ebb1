package io.logicgraph.memory.actuate.endpoint;

import io.logicgraph.memory.pool.PoolConfig;

/**
 * Description of a {@link PoolConfig}. Durations are written as in ISO-8601, for example
 * {@code PT5M}.
 *
 * @param maxPooled most contexts that the pool keeps for reuse
 * @param initialCapacity entries for which a new context has room
 * @param trackStats whether the pool counts what it does
 * @param minIdle minimum number of idle contexts to keep
 * @param idleTimeout how long a context may be idle before it is discarded; zero for no
 * limit
 * @param maxRetainedCapacity capacity in entries up to which a context is kept when it is
 * released
 * @param leakDetection how many leases are watched for leaks
 * @param leakThreshold how long a lease may last before it is reported as a leak
 * @since 0.7.0
 */
public record PoolConfigDescriptor(int maxPooled, int initialCapacity, boolean trackStats, int minIdle,
		String idleTimeout, int maxRetainedCapacity, String leakDetection, String leakThreshold) {

	static PoolConfigDescriptor of(PoolConfig config) {
		return new PoolConfigDescriptor(config.maxPooled(), config.initialCapacity(), config.trackStats(),
				config.minIdle(), config.idleTimeout().toString(), config.maxRetainedCapacity(),
				Labels.of(config.leakDetection()), config.leakThreshold().toString());
	}

}
