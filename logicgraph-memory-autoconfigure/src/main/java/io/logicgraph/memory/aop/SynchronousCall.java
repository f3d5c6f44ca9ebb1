package io.logicgraph.memory.aop;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileScope;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a method that is done when it returns.
 */
final class SynchronousCall implements ProfiledCall {

	private final Profile profile;

	SynchronousCall(Profile profile) {
		this.profile = profile;
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
		scope.close(null);
		return result;
	}

}
