package io.logicgraph.memory.actuate.endpoint;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.logicgraph.memory.pool.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * Description of {@link PoolStats}. Of a pool that doesn't track statistics, only the
 * current size and the retained bytes are known.
 *
 * @param totalAcquired contexts acquired
 * @param reused acquired contexts that had been used before
 * @param created acquired contexts that had to be made
 * @param currentPoolSize contexts that are idle now
 * @param peakPoolSize most contexts that the pool kept at one time
 * @param active contexts acquired and neither released nor known to be lost
 * @param released contexts released
 * @param retainedBytes bytes of heap that idle contexts occupy, without the keys
 * @param discarded contexts that the pool discarded, by reason
 * @param leaked contexts found leaked, by kind
 * @param misuse wrong uses that were refused, by kind
 * @since 0.7.0
 */
@JsonInclude(Include.NON_NULL)
public record PoolStatsDescriptor(@Nullable Long totalAcquired, @Nullable Long reused, @Nullable Long created,
		int currentPoolSize, @Nullable Integer peakPoolSize, @Nullable Long active, @Nullable Long released,
		long retainedBytes, @Nullable Map<String, Long> discarded, @Nullable Map<String, Long> leaked,
		@Nullable Map<String, Long> misuse) {

	static PoolStatsDescriptor of(PoolStats stats, boolean tracked) {
		if (!tracked) {
			return new PoolStatsDescriptor(null, null, null, stats.currentPoolSize(), null, null, null,
					stats.retainedBytes(), null, null, null);
		}
		return new PoolStatsDescriptor(stats.totalAcquired(), stats.reused(), stats.created(), stats.currentPoolSize(),
				stats.peakPoolSize(), stats.active(), stats.released(), stats.retainedBytes(),
				Labels.of(stats.discarded()), Labels.of(stats.leaked()), Labels.of(stats.misuse()));
	}

}
