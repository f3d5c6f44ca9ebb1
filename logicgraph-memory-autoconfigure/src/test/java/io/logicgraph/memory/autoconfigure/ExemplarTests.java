package io.logicgraph.memory.autoconfigure;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for exemplars where tracing is present.
 */
class ExemplarTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryObservationAutoConfiguration.class))
		.withPropertyValues("logicgraph.memory.observation.include=*");

	@Test
	void bytesOfAnObservationHaveItsSpanAsExemplar() {
		this.runner.withUserConfiguration(TracingConfiguration.class).run((context) -> {
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			ObservationRegistry observations = ObservationRegistry.create();
			context.getBeanProvider(ObservationHandler.class)
				.orderedStream()
				.forEach(observations.observationConfig()::observationHandler);
			observations.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
			Observation.createNotStarted("work", observations).observe(() -> {
			});
			String traceId = tracer.onlySpan().context().traceId();
			assertThat(context.getBean(PrometheusMeterRegistry.class)
				.scrape(OpenMetricsTextFormatWriter.CONTENT_TYPE)
				.lines()
				.filter((line) -> line.startsWith("work_allocated_bytes_bucket")))
				.anyMatch((line) -> line.contains("trace_id=\"" + traceId + "\""));
		});
	}

	@Test
	void bytesAreRecordedWithoutATracer() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SpanRecording.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class TracingConfiguration {

		@Bean
		SimpleTracer tracer() {
			return new SimpleTracer();
		}

		@Bean
		PrometheusMeterRegistry meterRegistry(Tracer tracer) {
			PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT,
					new PrometheusRegistry(), Clock.SYSTEM, new CurrentSpan(tracer));
			registry.config().meterFilter(new MeterFilter() {

				@Override
				public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
					return DistributionStatisticConfig.builder().percentilesHistogram(true).build().merge(config);
				}

			});
			return registry;
		}

	}

	private record CurrentSpan(Tracer tracer) implements SpanContext {

		@Override
		public String getCurrentTraceId() {
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().traceId() : null;
		}

		@Override
		public String getCurrentSpanId() {
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().spanId() : null;
		}

		@Override
		public boolean isCurrentSpanSampled() {
			return this.tracer.currentSpan() != null;
		}

		@Override
		public void markCurrentSpanAsExemplar() {
		}

	}

}
