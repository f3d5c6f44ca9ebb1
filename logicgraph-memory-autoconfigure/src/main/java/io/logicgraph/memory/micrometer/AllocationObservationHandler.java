package io.logicgraph.memory.micrometer;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.ObservedScopes;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.ContextView;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;

/**
 * Counts what observed work allocates, in a {@link ProfileRegistry} and as the meter
 * {@code <observation>.allocated}: the bytes of all threads on which a scope of the
 * observation was open, those of observations within it included. An observation of which
 * no scope was ever open, or only on threads that can't be measured, is counted in
 * {@code logicgraph.observed.unmeasured}.
 * <p>
 * Where it can be noticed that some of the work ran on threads that were not followed,
 * the quality is {@code partial}: a servlet request that went asynchronous, a signal that
 * a reactive chain got from a thread of somebody else.
 * <p>
 * Closing it removes the meters from their registry.
 * <p>
 * Thread-safe: an observation may start, go on and stop on different threads.
 *
 * @since 0.7.0
 */
public final class AllocationObservationHandler implements ObservationHandler<Observation.Context>, AutoCloseable {

	private final Predicate<String> names;

	private final ObservedMeters meters;

	private final @Nullable BiConsumer<Observation.Context, Runnable> recording;

	/**
	 * Create a handler.
	 * @param profiles where the statistics are
	 * @param registry where the meters go; {@code null} for nowhere at present
	 * @param names chooses the observations by name; bytes of others belong to the
	 * observation around them
	 */
	public AllocationObservationHandler(ProfileRegistry profiles, Supplier<@Nullable MeterRegistry> registry,
			Predicate<String> names) {
		this(profiles, registry, names, null);
	}

	/**
	 * Create a handler that records within something else.
	 * @param profiles where the statistics are
	 * @param registry where the meters go; {@code null} for nowhere at present
	 * @param names chooses the observations by name
	 * @param recording runs what records the bytes of an observation, for example with
	 * its span in scope, so that exemplars have it; {@code null} to run it as it is
	 */
	public AllocationObservationHandler(ProfileRegistry profiles, Supplier<@Nullable MeterRegistry> registry,
			Predicate<String> names, @Nullable BiConsumer<Observation.Context, Runnable> recording) {
		this.recording = recording;
		this.names = Objects.requireNonNull(names, "names");
		this.meters = new ObservedMeters(Objects.requireNonNull(profiles, "profiles"),
				Objects.requireNonNull(registry, "registry"));
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	@Override
	public void onStart(Observation.Context context) {
		String name = context.getName();
		if (name != null && this.names.test(name)) {
			context.put(ObservedAllocation.class, new ObservedAllocation(context, scopeAround(context)));
		}
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		ObservedAllocation allocation = context.get(ObservedAllocation.class);
		if (allocation != null) {
			allocation.scopeOpened(context);
		}
		ObservedScopes.enter(scope(allocation, context));
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		ObservedAllocation allocation = context.get(ObservedAllocation.class);
		ObservedScopes.exit(scope(allocation, context));
		if (allocation != null) {
			allocation.scopeClosed(context);
		}
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
		if (allocation == null) {
			return;
		}
		BiConsumer<Observation.Context, Runnable> recording = this.recording;
		if (recording == null) {
			stop(context, allocation);
		}
		else {
			recording.accept(context, () -> stop(context, allocation));
		}
	}

	private void stop(Observation.Context context, ObservedAllocation allocation) {
		allocation.stop(context, this.meters.series(context));
	}

	/**
	 * Note that the current thread has produced the result of an observation that is
	 * still going on. If it works for the observation, the work was followed.
	 * @param context the observation
	 */
	public static void resultProduced(Observation.Context context) {
		ObservedAllocation allocation = context.get(ObservedAllocation.class);
		if (allocation != null) {
			allocation.resultProduced();
		}
	}

	@Override
	public void close() {
		this.meters.close();
	}

	/**
	 * Return the scope of an observation or, if it is not measured, of the one around it.
	 */
	private static @Nullable ProfileScope scope(ContextView context) {
		return scope(context.get(ObservedAllocation.class), context);
	}

	private static @Nullable ProfileScope scope(@Nullable ObservedAllocation allocation, ContextView context) {
		return (allocation != null) ? allocation.scope() : scopeAround(context);
	}

	private static @Nullable ProfileScope scopeAround(ContextView context) {
		// Where there is to be no observation, one of this kind is put in its place.
		boolean none = context instanceof NullObservation.NullContext;
		ObservationView parent = none ? null : context.getParentObservation();
		return (parent != null) ? scope(parent.getContextView()) : null;
	}

}
