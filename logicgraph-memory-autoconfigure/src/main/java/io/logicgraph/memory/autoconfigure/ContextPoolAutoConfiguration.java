package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a {@link ContextPool}. The pool
 * exists even if everything else is switched off, since the application's beans depend on
 * it. It keeps no contexts then.
 *
 * @since 0.7.0
 */
@AutoConfiguration
@EnableConfigurationProperties(MemoryProperties.class)
@RegisterReflection(classes = Percentage.class, memberCategories = MemberCategory.INVOKE_PUBLIC_METHODS)
public final class ContextPoolAutoConfiguration {

	private static final Log logger = LogFactory.getLog(ContextPoolAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(value = ContextPool.class, name = "contextPool")
	ContextPool contextPool(MemoryProperties properties, ObjectProvider<MemoryMetrics> metrics) {
		return create("contextPool", properties, metrics);
	}

	/**
	 * The pool's name where the application has given its usual one to something else.
	 */
	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(name = "contextPool")
	ContextPool logicGraphContextPool(MemoryProperties properties, ObjectProvider<MemoryMetrics> metrics) {
		logger.info("The application's bean 'contextPool' is no ContextPool. The auto-configured pool is named "
				+ "'logicGraphContextPool'");
		return create("logicGraphContextPool", properties, metrics);
	}

	private static ContextPool create(String name, MemoryProperties properties, ObjectProvider<MemoryMetrics> metrics) {
		PoolConfig config = properties.getPool().toPoolConfig();
		if (properties.isEnabled() && properties.getPool().isEnabled()) {
			return new ContextPool(name, config, metrics.getIfAvailable(MemoryMetrics::global));
		}
		ContextPool pool = new ContextPool(name, config, new MemoryMetrics());
		// A pool that is closed makes each context anew, keeps none and has no thread.
		pool.close();
		return pool;
	}

	/**
	 * Logs that there is no auto-configured pool. Considered before the bean above.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(value = ContextPool.class, search = SearchStrategy.CURRENT)
	@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
	@Lazy(false)
	static class BackedOff {

		BackedOff(ListableBeanFactory beanFactory) {
			logger.info(("The application has a ContextPool of its own (%s), so there is no auto-configured one, and "
					+ "logicgraph.memory.pool has no effect. To have both, declare yours with "
					+ "@Bean(defaultCandidate = false) and a @Qualifier")
				.formatted(Printable
					.of(String.join(", ", beanFactory.getBeanNamesForType(ContextPool.class, true, false)))));
		}

	}

}
