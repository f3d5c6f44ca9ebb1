package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.profile.ProfileScope;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.MethodMatcher;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;

/**
 * Profiles a call to another proxy, unless that one profiles the method itself.
 */
final class NestedProxyCall implements ProfiledCall {

	private final ProfiledCall call;

	/**
	 * Whether matchers match the method, which is always the same one.
	 */
	private final Map<MethodMatcher, Boolean> matches = new ConcurrentHashMap<>();

	NestedProxyCall(ProfiledCall call) {
		this.call = call;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		return profiles(invocation.getThis(), invocation.getMethod()) ? invocation.proceed()
				: this.call.invoke(invocation);
	}

	private boolean profiles(@Nullable Object target, Method method) {
		if (target instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (isOurs(advisor) && advisor instanceof PointcutAdvisor conditional
						&& matches(conditional.getPointcut().getMethodMatcher(), method, target)) {
					return true;
				}
			}
		}
		return false;
	}

	private boolean matches(MethodMatcher matcher, Method method, Object target) {
		Boolean known = this.matches.get(matcher);
		if (known == null) {
			// What finding out allocates belongs to nobody.
			ProfileScope caller = ProfileScope.attach(null);
			known = matcher.matches(method, AopUtils.getTargetClass(target));
			this.matches.put(matcher, known);
			ProfileScope.attach(caller);
		}
		return known;
	}

	static boolean isProfiled(Object bean) {
		if (bean instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (isOurs(advisor)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isOurs(Advisor advisor) {
		return advisor.getAdvice() instanceof ProfiledInterceptor;
	}

}
