package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.util.PatternMatchUtils;

/**
 * Tells the public methods of beans by the name of the bean.
 */
final class BeanNamePattern extends ProfiledPattern {

	private final String pattern;

	BeanNamePattern(String pattern) {
		super(pattern);
		this.pattern = pattern;
	}

	@Override
	boolean mayMatch(String beanName, Class<?> userClass) {
		return PatternMatchUtils.simpleMatch(this.pattern, beanName);
	}

	@Override
	boolean matches(String beanName, Class<?> userClass, Method method) {
		return ProfiledAnnotations.isCoveredByType(method) && mayMatch(beanName, userClass);
	}

	@Override
	boolean names(String beanName, Class<?> userClass) {
		return this.pattern.equals(beanName);
	}

}
