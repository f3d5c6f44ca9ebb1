package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Matches the methods for which there is a
 * {@link io.logicgraph.memory.profile.Profiled @Profiled} annotation.
 */
final class ProfiledPointcut extends StaticMethodMatcherPointcut {

	private final ProfiledAnnotations annotations;

	ProfiledPointcut(ProfiledAnnotations annotations) {
		this.annotations = annotations;
		setClassFilter(annotations::areAnywhereOn);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return this.annotations.find(method, targetClass) != null;
	}

}
