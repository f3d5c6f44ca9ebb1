package io.logicgraph.memory.aop;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;

/**
 * Profiles a call to another proxy, unless that one profiles its calls itself.
 */
final class NestedProxyCall implements ProfiledCall {

	private final ProfiledCall call;

	NestedProxyCall(ProfiledCall call) {
		this.call = call;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		return isProfiled(invocation.getThis()) ? invocation.proceed() : this.call.invoke(invocation);
	}

	static boolean isProfiled(@Nullable Object bean) {
		if (bean instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (advisor.getAdvice() instanceof ProfiledInterceptor) {
					return true;
				}
			}
		}
		return false;
	}

}
