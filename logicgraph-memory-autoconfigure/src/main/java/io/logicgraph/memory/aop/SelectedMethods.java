package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.util.ClassUtils;

/**
 * Matches the methods of one bean that are annotated or that a pattern includes, without
 * those that a pattern excludes.
 */
final class SelectedMethods extends StaticMethodMatcherPointcut {

	private final ProfiledAnnotations annotations;

	private final String beanName;

	private final List<ProfiledPattern> include;

	private final List<ProfiledPattern> exclude;

	SelectedMethods(ProfiledAnnotations annotations, String beanName, List<ProfiledPattern> include,
			List<ProfiledPattern> exclude) {
		this.annotations = annotations;
		this.beanName = beanName;
		this.include = include;
		this.exclude = exclude;
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		return (this.annotations.find(method, userClass) != null || match(this.include, userClass, specific))
				&& !match(this.exclude, userClass, specific);
	}

	private boolean match(List<ProfiledPattern> patterns, Class<?> userClass, Method method) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(this.beanName, userClass, method));
	}

}
