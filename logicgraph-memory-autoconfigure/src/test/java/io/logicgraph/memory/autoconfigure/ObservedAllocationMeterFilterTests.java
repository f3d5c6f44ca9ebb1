package io.logicgraph.memory.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservedAllocationMeterFilter}: what is set for an observation's timer
 * doesn't reach the meter of bytes beside it.
 */
class ObservedAllocationMeterFilterTests {

	private static final String DISTRIBUTION = "management.metrics.distribution.";

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				ObservationAutoConfiguration.class, MemoryObservationAutoConfiguration.class))
		.withBean(MeterRegistry.class, () -> this.meters);

	@Test
	void bucketsOfTheTimerAreNotThoseOfTheBytes() {
		this.runner
			.withPropertyValues(DISTRIBUTION + "percentiles-histogram.http.server.requests=true",
					DISTRIBUTION + "slo.http.server.requests=50ms,100ms")
			.run((context) -> {
				observe(context.getBean(ObservationRegistry.class));
				assertThat(buckets("http_server_requests_seconds_bucket")).isGreaterThan(10);
				assertThat(buckets("http_server_requests_allocated_bytes_count")).isEqualTo(1);
				assertThat(buckets("http_server_requests_allocated_bytes_bucket")).isZero();
			});
	}

	@Test
	void percentilesOfTheTimerAreNotThoseOfTheBytes() {
		this.runner.withPropertyValues(DISTRIBUTION + "percentiles.http.server.requests=0.95").run((context) -> {
			observe(context.getBean(ObservationRegistry.class));
			assertThat(this.meters.scrape())
				.doesNotContainPattern("http_server_requests_allocated_bytes\\{[^}]*quantile");
		});
	}

	@Test
	void bucketsOfTheBytesAreThereWhenAskedForByTheirNameAndAreOfSensibleSizes() {
		this.runner.withPropertyValues(DISTRIBUTION + "percentiles-histogram[http.server.requests.allocated]=true")
			.run((context) -> {
				observe(context.getBean(ObservationRegistry.class));
				assertThat(buckets("http_server_requests_allocated_bytes_bucket")).isBetween(10L, 100L);
			});
	}

	private static void observe(ObservationRegistry observations) {
		Observation.createNotStarted("http.server.requests", observations).observe(() -> {
		});
	}

	private long buckets(String name) {
		return this.meters.scrape().lines().filter((line) -> line.startsWith(name)).count();
	}

}
