package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what observations allocate, HTTP
 * requests above all.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, ObservationRegistry.class })
@ConditionalOnBooleanProperty(name = { "logicgraph.memory.enabled", "logicgraph.memory.observation.enabled" },
		matchIfMissing = true)
public final class MemoryObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AllocationObservationHandler logicGraphAllocationObservationHandler(ProfileRegistry logicGraphProfileRegistry,
			ObjectProvider<MeterRegistry> meterRegistry, ObjectProvider<SpanRecording> spanRecording,
			MemoryProperties properties, Environment environment) {
		boolean meters = properties.getMetrics().isEnabled();
		return new AllocationObservationHandler(logicGraphProfileRegistry,
				() -> meters ? meterRegistry.getIfAvailable() : null,
				new ObservationNames(properties.getObservation(), environment), spanRecording.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "logicgraph.memory.metrics.enabled", matchIfMissing = true)
	ObservedAllocationMeterFilter logicGraphObservedAllocationMeterFilter(MemoryProperties properties,
			Environment environment) {
		return new ObservedAllocationMeterFilter(new ObservationNames(properties.getObservation(), environment),
				environment);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	@ConditionalOnBean(Tracer.class)
	static class TracingConfiguration {

		@Bean
		SpanRecording logicGraphSpanRecording(ObjectProvider<Tracer> tracer) {
			return new SpanRecording(tracer);
		}

	}

}
