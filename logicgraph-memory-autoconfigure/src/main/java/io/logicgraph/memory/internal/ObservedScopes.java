package io.logicgraph.memory.internal;

import org.jspecify.annotations.Nullable;

/**
 * The scopes of observations. They nest among themselves only: an observation within a
 * profiled method is part of the method's own bytes, and the other way round.
 * <p>
 * A thread works for the observation that it entered last and has not exited yet. Where
 * an observation goes, its scope is entered and exited with it, so these scopes need not
 * be captured and attached.
 *
 * @since 0.7.0
 */
public final class ObservedScopes {

	private ObservedScopes() {
	}

	/**
	 * Start a scope in which no thread works yet. Any thread may
	 * {@linkplain ProfileScope#close close} it.
	 * @param sink what takes the result
	 * @param parent the scope of the outer observation, or {@code null} for that which
	 * the current thread works for
	 * @return the scope
	 */
	public static ProfileScope start(ScopeSink sink, @Nullable ProfileScope parent) {
		long reading = ThreadMeter.currentThreadBytes();
		ThreadLedger ledger = ThreadLedger.ofObservations();
		return ProfileScope.ofObservation(sink, ledger, parent, reading);
	}

	/**
	 * Let the current thread work for a scope.
	 * @param scope the scope, or {@code null} for none
	 */
	public static void enter(@Nullable ProfileScope scope) {
		ThreadLedger ledger = ThreadLedger.ofObservations();
		ledger.push(scope);
		ProfileScope.attach(ledger, scope);
	}

	/**
	 * Return whether the current thread works for a scope, directly or in a nested one.
	 * @param scope the scope
	 * @return whether the current thread is followed
	 */
	public static boolean isFollowedHere(ProfileScope scope) {
		return scope.isFollowedBy(ThreadLedger.ofObservations());
	}

	/**
	 * Let the current thread work for the scope again that it worked for before it
	 * entered the given one. A scope that it did not enter is ignored.
	 * @param scope the scope that was entered
	 */
	public static void exit(@Nullable ProfileScope scope) {
		ThreadLedger ledger = ThreadLedger.ofObservations();
		if (ledger.remove(scope)) {
			ProfileScope.attach(ledger, ledger.top());
		}
	}

}
