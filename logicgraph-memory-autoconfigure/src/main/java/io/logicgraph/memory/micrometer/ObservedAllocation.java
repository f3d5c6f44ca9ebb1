package io.logicgraph.memory.micrometer;

import java.util.Objects;
import java.util.function.Supplier;

import io.logicgraph.memory.context.Printable;
import io.logicgraph.memory.profile.FailureLog;
import io.logicgraph.memory.profile.ObservedScopes;
import io.logicgraph.memory.profile.ProfileScope;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.ScopeSink;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Counts and publishes what one observation allocates.
 */
final class ObservedAllocation implements ScopeSink {

	private final Supplier<@Nullable MeterRegistry> registry;

	private final FailureLog failures;

	private @Nullable ProfileScope scope;

	private Observation.@Nullable Context stopped;

	ObservedAllocation(Supplier<@Nullable MeterRegistry> registry, FailureLog failures) {
		this.registry = registry;
		this.failures = failures;
	}

	void start(@Nullable ProfileScope outer) {
		this.scope = ObservedScopes.start(this, outer);
	}

	ProfileScope scope() {
		return Objects.requireNonNull(this.scope);
	}

	void stop(Observation.Context context, boolean missedSome) {
		this.stopped = context;
		if (missedSome) {
			scope().missedSome();
		}
		scope().close(context.getError());
	}

	@Override
	public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		publish((registry, context) -> DistributionSummary
			.builder(context.getName() + MeterNames.OBSERVED_ALLOCATED_SUFFIX)
			.baseUnit(BaseUnits.BYTES)
			.description("Bytes allocated by what was observed, on all threads that were followed; cumulative, not "
					+ "live; 0 or more")
			.tags(tags(context).and("quality", quality.label()))
			.register(registry)
			.record(bytes));
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		publish((registry, context) -> Counter.builder(MeterNames.OBSERVED_UNMEASURED)
			.description("Observations of which the JVM can't say what they allocated")
			.tag("observation", context.getName())
			.register(registry)
			.increment());
	}

	private void publish(Publication publication) {
		Observation.Context context = this.stopped;
		if (context == null) {
			return;
		}
		try {
			MeterRegistry registry = this.registry.get();
			if (registry != null) {
				publication.publish(registry, context);
			}
		}
		catch (Throwable ex) {
			String name = Printable.of(String.valueOf(context.getName()));
			this.failures.log("Could not record what observation '%s' allocated".formatted(name), ex);
		}
	}

	/**
	 * Make the tags of the observation's timer.
	 */
	private static Tags tags(Observation.Context context) {
		Tags tags = Tags.empty();
		for (KeyValue keyValue : context.getLowCardinalityKeyValues()) {
			tags = tags.and(Tag.of(keyValue.getKey(), keyValue.getValue()));
		}
		Throwable error = context.getError();
		return tags.and("error", (error != null) ? error.getClass().getSimpleName() : "none");
	}

	private interface Publication {

		void publish(MeterRegistry registry, Observation.Context context);

	}

}
