package io.logicgraph.memory.micrometer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of one profile. The meter of the usual outcome is kept in a field, so
 * that recording it neither allocates nor looks anything up.
 */
final class MeterProfileRecorder implements ProfileRecorder {

	private static final String NONE = "none";

	private final Tags tags;

	private final Supplier<@Nullable MeterRegistry> registry;

	private final BoundMeters meters = new BoundMeters();

	private volatile @Nullable DistributionSummary usual;

	private final Map<Outcome, DistributionSummary> unusual = new ConcurrentHashMap<>();

	private volatile @Nullable Counter unmeasured;

	MeterProfileRecorder(ProfileId id, Supplier<@Nullable MeterRegistry> registry) {
		this.tags = Tags.of("name", id.name(), "class", orNone(id.className()), "method", orNone(id.methodName()));
		this.registry = registry;
	}

	@Override
	public void measured(long bytes, Quality quality, @Nullable Throwable error) {
		DistributionSummary summary = (quality == Quality.EXACT && error == null) ? usual() : unusual(quality, error);
		if (summary != null) {
			summary.record(bytes);
		}
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		Counter counter = this.unmeasured;
		if (counter == null) {
			counter = registerUnmeasured();
		}
		if (counter != null) {
			counter.increment();
		}
	}

	@Override
	public void close() {
		this.meters.remove();
	}

	private @Nullable DistributionSummary usual() {
		DistributionSummary summary = this.usual;
		if (summary == null) {
			summary = register(Quality.EXACT, NONE);
			this.usual = summary;
		}
		return summary;
	}

	private @Nullable DistributionSummary unusual(Quality quality, @Nullable Throwable error) {
		Outcome outcome = new Outcome(quality, (error != null) ? exceptionTag(error) : NONE);
		DistributionSummary known = this.unusual.get(outcome);
		if (known != null) {
			return known;
		}
		DistributionSummary summary = register(quality, outcome.exception());
		if (summary != null) {
			this.unusual.put(outcome, summary);
		}
		return summary;
	}

	private @Nullable DistributionSummary register(Quality quality, String exception) {
		MeterRegistry registry = this.registry.get();
		if (registry == null) {
			return null;
		}
		DistributionSummary summary = DistributionSummary.builder(MeterNames.PROFILED_ALLOCATED)
			.baseUnit(BaseUnits.BYTES)
			.description("Bytes allocated by a call, nested profiled calls included; cumulative, not live; 0 or more")
			.tags(this.tags.and("exception", exception, "quality", quality.label()))
			.register(registry);
		this.meters.add(registry, summary);
		return summary;
	}

	private @Nullable Counter registerUnmeasured() {
		MeterRegistry registry = this.registry.get();
		if (registry == null) {
			return null;
		}
		Counter counter = Counter.builder(MeterNames.PROFILED_UNMEASURED)
			.description("Calls of which the JVM can't say what they allocated")
			.tags(this.tags)
			.register(registry);
		this.meters.add(registry, counter);
		this.unmeasured = counter;
		return counter;
	}

	private static String exceptionTag(Throwable error) {
		String name = error.getClass().getSimpleName();
		return name.isEmpty() ? error.getClass().getName() : name;
	}

	private static String orNone(String value) {
		return value.isEmpty() ? NONE : value;
	}

	private record Outcome(Quality quality, String exception) {
	}

}
