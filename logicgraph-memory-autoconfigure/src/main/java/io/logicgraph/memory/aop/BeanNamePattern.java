package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.util.PatternMatchUtils;

/**
 * Selects the public methods of beans by the name of the bean.
 */
final class BeanNamePattern extends ProfiledPattern {

	private final String pattern;

	BeanNamePattern(String pattern) {
		super(pattern);
		this.pattern = pattern;
	}

	@Override
	boolean mayMatch(ProfiledBean bean) {
		return PatternMatchUtils.simpleMatch(this.pattern, bean.name());
	}

	@Override
	boolean matches(ProfiledBean bean, Method method) {
		return ProfiledAnnotations.isCoveredByType(method) && mayMatch(bean);
	}

	@Override
	boolean names(ProfiledBean bean) {
		return this.pattern.equals(bean.name());
	}

}
