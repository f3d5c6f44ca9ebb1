package io.logicgraph.memory.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Keeps the distribution settings of an observation's timer from its meter of bytes.
 * Spring Boot applies a setting to all meters whose name starts with its key, and buckets
 * for durations make no sense for bytes. Settings for the name of the meter of bytes
 * itself, and for {@code all}, stay.
 */
final class ObservedAllocationMeterFilter implements MeterFilter, Ordered {

	private static final String SUFFIX = ".allocated";

	private static final String DISTRIBUTION = "management.metrics.distribution.";

	private static final List<String> SETTINGS = List.of("percentiles-histogram", "percentiles", "slo",
			"minimum-expected-value", "maximum-expected-value");

	private static final DistributionStatisticConfig NO_BUCKETS = DistributionStatisticConfig.builder()
		.percentilesHistogram(false)
		.percentiles()
		.serviceLevelObjectives()
		.build();

	private final Predicate<String> observations;

	private final Set<String> asked = new HashSet<>();

	ObservedAllocationMeterFilter(Predicate<String> observations, Environment environment) {
		this.observations = observations;
		for (String setting : SETTINGS) {
			Binder.get(environment)
				.bind(DISTRIBUTION + setting, Bindable.mapOf(String.class, String.class))
				.ifBound((values) -> this.asked.addAll(values.keySet()));
		}
	}

	/**
	 * After Spring Boot's filter, which applies the settings.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		String name = id.getName();
		boolean ours = name.endsWith(SUFFIX)
				&& this.observations.test(name.substring(0, name.length() - SUFFIX.length()));
		return (!ours || this.asked.contains(name) || this.asked.contains("all")) ? config : NO_BUCKETS.merge(config);
	}

}
