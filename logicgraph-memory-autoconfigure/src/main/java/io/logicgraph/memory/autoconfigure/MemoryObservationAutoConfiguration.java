package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Hooks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what observations allocate, HTTP
 * requests above all.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, ObservationRegistry.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.observation.enabled" },
		matchIfMissing = true)
public final class MemoryObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AllocationObservationHandler allocationObservationHandler(ObjectProvider<MeterRegistry> registry,
			MemoryObservationProperties properties, Environment environment) {
		return new AllocationObservationHandler(registry::getIfAvailable, new ObservationNames(properties, environment),
				ReactiveObservations::areNotFollowed);
	}

	/**
	 * Observations of Spring's reactive web server and client. They follow their work to
	 * other threads only where Reactor propagates context automatically.
	 */
	private static final class ReactiveObservations {

		private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Hooks",
				ReactiveObservations.class.getClassLoader());

		static boolean areNotFollowed(Observation.Context context) {
			String type = context.getClass().getName();
			return (type.startsWith("org.springframework.http.server.reactive.")
					|| type.startsWith("org.springframework.web.reactive.")) && REACTOR_PRESENT
					&& !Hooks.isAutomaticContextPropagationEnabled();
		}

	}

}
