package io.logicgraph.memory.aop;

import io.logicgraph.memory.internal.ProfileScope;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the methods of a bean allocate.
 */
final class ProfiledInterceptor implements MethodInterceptor {

	private final ProfiledCalls calls;

	ProfiledInterceptor(ProfiledCalls calls) {
		this.calls = calls;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (ProfileScope.isRecording()) {
			return invocation.proceed();
		}
		ProfiledCall call = this.calls.find(invocation.getMethod());
		return (call != null) ? call.invoke(invocation) : invocation.proceed();
	}

}
