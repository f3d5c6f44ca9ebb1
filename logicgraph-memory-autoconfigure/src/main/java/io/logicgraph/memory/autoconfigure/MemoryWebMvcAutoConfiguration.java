package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what asynchronous requests of
 * Spring MVC allocate.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryObservationAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ WebMvcConfigurer.class, ServerHttpObservationFilter.class })
@ConditionalOnBean(AllocationObservationHandler.class)
public final class MemoryWebMvcAutoConfiguration {

	@Bean
	AsyncRequestResults logicGraphAsyncRequestResults() {
		return new AsyncRequestResults();
	}

}
