package io.logicgraph.memory.docs;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The second pool of the guide.
 */
@Configuration(proxyBeanMethods = false)
public class SecondPoolConfiguration {

	@Bean(defaultCandidate = false)
	@Qualifier("quotes")
	ContextPool quotePool(MemoryMetrics metrics) {
		PoolConfig config = PoolConfig.builder().maxPooled(20).initialCapacity(64).build();
		return new ContextPool("quotePool", config, metrics);
	}

}
