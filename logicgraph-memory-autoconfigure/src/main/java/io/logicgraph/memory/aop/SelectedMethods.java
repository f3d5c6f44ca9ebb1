package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.MethodMatcher;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * The profiled methods of a bean: those that are annotated or included, without those
 * that are excluded.
 */
final class SelectedMethods extends StaticMethodMatcherPointcut {

	private final ProfiledAnnotations annotations;

	private final ProfiledBean bean;

	private final List<ProfiledPattern> include;

	private final List<ProfiledPattern> exclude;

	/**
	 * Methods that the profiled proxy behind this one counts.
	 */
	private final @Nullable MethodMatcher inner;

	SelectedMethods(ProfiledAnnotations annotations, ProfiledBean bean, List<ProfiledPattern> include,
			List<ProfiledPattern> exclude, @Nullable MethodMatcher inner) {
		this.annotations = annotations;
		this.bean = bean;
		this.include = include;
		this.exclude = exclude;
		this.inner = inner;
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		Class<?> userClass = this.bean.userClass();
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		return (this.annotations.find(method, userClass) != null || match(this.include, specific))
				&& !match(this.exclude, specific) && (this.inner == null || !this.inner.matches(method, targetClass));
	}

	private boolean match(List<ProfiledPattern> patterns, Method method) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(this.bean, method));
	}

}
