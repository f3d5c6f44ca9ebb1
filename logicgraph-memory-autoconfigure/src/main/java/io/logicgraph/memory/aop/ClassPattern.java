package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.util.AntPathMatcher;

/**
 * Tells the public methods of beans by the bean's class or package.
 */
final class ClassPattern extends ProfiledPattern {

	private static final AntPathMatcher matcher = new AntPathMatcher(".");

	private final String pattern;

	private final String below;

	ClassPattern(String pattern) {
		super(pattern);
		this.pattern = pattern;
		this.below = pattern + ".**";
	}

	@Override
	boolean mayMatch(String beanName, Class<?> userClass) {
		// The name of a bean may have dots, too.
		return names(beanName, userClass) || matcher.match(this.pattern, userClass.getName())
				|| matcher.match(this.below, userClass.getName());
	}

	@Override
	boolean matches(String beanName, Class<?> userClass, Method method) {
		return ProfiledAnnotations.isCoveredByType(method) && mayMatch(beanName, userClass);
	}

	@Override
	boolean names(String beanName, Class<?> userClass) {
		return this.pattern.equals(userClass.getName()) || this.pattern.equals(beanName);
	}

}
