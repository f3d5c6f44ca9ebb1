package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.util.AntPathMatcher;

/**
 * Selects the public methods of beans by the bean's class or package.
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
	boolean mayMatch(ProfiledBean bean) {
		// The name of a bean may have dots, too.
		return names(bean) || matcher.match(this.pattern, bean.userClass().getName())
				|| matcher.match(this.below, bean.userClass().getName());
	}

	@Override
	boolean matches(ProfiledBean bean, Method method) {
		return ProfiledAnnotations.isCoveredByType(method) && mayMatch(bean);
	}

	@Override
	boolean names(ProfiledBean bean) {
		return this.pattern.equals(bean.userClass().getName()) || this.pattern.equals(bean.name());
	}

}
