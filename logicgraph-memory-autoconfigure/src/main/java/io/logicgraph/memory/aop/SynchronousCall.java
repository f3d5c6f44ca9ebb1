package io.logicgraph.memory.aop;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileScope;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a method that is done when it returns, or whose further work can't be
 * followed.
 */
final class SynchronousCall implements ProfiledCall {

	private final Profile profile;

	private final boolean mayGoOn;

	/**
	 * Create a call.
	 * @param profile where it is counted
	 * @param mayGoOn whether the result may be a {@link LaterResult}
	 */
	SynchronousCall(Profile profile, boolean mayGoOn) {
		this.profile = profile;
		this.mayGoOn = mayGoOn;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		ProfileScope scope = ProfileScope.open(this.profile);
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			scope.close(ex);
			throw ex;
		}
		if (this.mayGoOn && LaterResult.is(result)) {
			scope.missedSome();
		}
		scope.close(null);
		return result;
	}

}
