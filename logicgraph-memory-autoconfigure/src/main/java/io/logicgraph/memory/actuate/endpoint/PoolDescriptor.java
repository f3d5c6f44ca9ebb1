package io.logicgraph.memory.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PoolStats;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of a {@link ContextPool}.
 *
 * @param config its settings
 * @param stats its statistics
 * @param reuseRate share of acquired contexts that had been used before, in percent;
 * {@code null} if the pool doesn't track statistics
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record PoolDescriptor(PoolConfigDescriptor config, PoolStatsDescriptor stats,
		@Nullable Double reuseRate) implements OperationResponseBody {

	static PoolDescriptor of(ContextPool pool) {
		PoolConfig config = pool.config();
		PoolStats stats = pool.stats();
		return new PoolDescriptor(PoolConfigDescriptor.of(config), PoolStatsDescriptor.of(stats, config.trackStats()),
				config.trackStats() ? stats.reuseRate() : null);
	}

}
