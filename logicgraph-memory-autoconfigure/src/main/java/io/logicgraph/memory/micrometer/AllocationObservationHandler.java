package io.logicgraph.memory.micrometer;

import java.util.function.Predicate;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.FailureLog;
import io.logicgraph.memory.profile.ObservedScopes;
import io.logicgraph.memory.profile.ProfileScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.ContextView;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes {@code <observation>.allocated}: the bytes that the observed work allocated
 * on all threads on which a scope of the observation was open, those of observations
 * within it included. An observation of which no scope was ever open, or only on virtual
 * threads, is counted in {@code logicgraph.observed.unmeasured}.
 * <p>
 * Thread-safe: an observation may start, go on and stop on different threads.
 *
 * @since 0.7.0
 */
public final class AllocationObservationHandler implements ObservationHandler<Observation.Context> {

	private final Supplier<@Nullable MeterRegistry> registry;

	private final Predicate<String> names;

	private final Predicate<Observation.Context> missesSome;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(AllocationObservationHandler.class));

	/**
	 * Create a handler.
	 * @param registry where the meters go; {@code null} for nowhere at present
	 * @param names chooses the observations by name; bytes of others belong to the
	 * observation around them
	 * @param missesSome finds the observations that don't follow their work to all
	 * threads, whose results are partial
	 */
	public AllocationObservationHandler(Supplier<@Nullable MeterRegistry> registry, Predicate<String> names,
			Predicate<Observation.Context> missesSome) {
		this.registry = registry;
		this.names = names;
		this.missesSome = missesSome;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	@Override
	public void onStart(Observation.Context context) {
		String name = context.getName();
		if (name != null && this.names.test(name)) {
			ObservedAllocation allocation = new ObservedAllocation(this.registry, this.failures);
			allocation.start(scopeAround(context));
			context.put(ObservedAllocation.class, allocation);
		}
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		ObservedScopes.enter(scope(context));
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		ObservedScopes.exit(scope(context));
	}

	/**
	 * Called for each scope of a thread when these are about to be opened again, or are
	 * dropped. Deprecated by Micrometer, but called all the same.
	 */
	@Override
	@SuppressWarnings("deprecation")
	public void onScopeReset(Observation.Context context) {
		ObservedScopes.exit(scope(context));
	}

	@Override
	public void onStop(Observation.Context context) {
		ObservedAllocation allocation = context.get(ObservedAllocation.class);
		if (allocation != null) {
			allocation.stop(context, this.missesSome.test(context));
		}
	}

	/**
	 * Return the scope of an observation or, if it is not measured, of the one around it.
	 */
	private static @Nullable ProfileScope scope(ContextView context) {
		ObservedAllocation allocation = context.get(ObservedAllocation.class);
		return (allocation != null) ? allocation.scope() : scopeAround(context);
	}

	private static @Nullable ProfileScope scopeAround(ContextView context) {
		// Where there is to be no observation, one of this kind is put in its place.
		boolean none = context instanceof NullObservation.NullContext;
		ObservationView parent = none ? null : context.getParentObservation();
		return (parent != null) ? scope(parent.getContextView()) : null;
	}

}
