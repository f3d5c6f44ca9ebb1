package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * A pattern that selects methods of beans without a change to their code. It is one of
 * <ul>
 * <li>an AspectJ expression, recognized by its parentheses:
 * {@code execution(* load*(..))}</li>
 * <li>a class or a package, recognized by its dot: {@code com.acme.orders} stands for all
 * that is in it and below, {@code com.acme.**.*Service}</li>
 * <li>the name of a bean: {@code orderService}, {@code *Service}</li>
 * </ul>
 * Immutable and thread-safe.
 *
 * @since 0.7.0
 */
public abstract class ProfiledPattern {

	private static final String POINTCUT_PARSER = "org.aspectj.weaver.tools.PointcutParser";

	private final String text;

	ProfiledPattern(String text) {
		this.text = text;
	}

	/**
	 * Parse a pattern.
	 * @param text the pattern
	 * @param beanFactory the factory whose beans it selects
	 * @return the pattern
	 * @throws IllegalArgumentException if the text is not a pattern, or is an AspectJ
	 * expression and AspectJ is absent; the message says what to write
	 */
	public static ProfiledPattern parse(String text, ConfigurableBeanFactory beanFactory) {
		String pattern = text.strip();
		check(!pattern.isEmpty(), "Must not be empty. Remove it or write for example 'com.acme.orders'.");
		int open = StringUtils.countOccurrencesOf(pattern, "(");
		if (open != 0 || pattern.indexOf(')') >= 0) {
			check(open == StringUtils.countOccurrencesOf(pattern, ")"),
					"Must have as many opening as closing parentheses. Commas separate patterns: write a list, one "
							+ "pattern in each line, if a pattern has a comma of its own.");
			check(ClassUtils.isPresent(POINTCUT_PARSER, beanFactory.getBeanClassLoader()),
					"Must not be an AspectJ expression as long as AspectJ is absent. Add org.aspectj:aspectjweaver (it "
							+ "comes with spring-boot-starter-aspectj), or write a package, a class or the name of a "
							+ "bean.");
			return new AspectJPattern(pattern, beanFactory);
		}
		check(!pattern.chars().anyMatch(Character::isWhitespace),
				"Must be a package, a class, the name of a bean or an AspectJ expression. Write for example "
						+ "'com.acme.orders', 'orderService' or 'execution(* com.acme..*(..))'.");
		check(!pattern.contains(".."), "Must not have two dots in a row outside of an AspectJ expression. Write '.**.' "
				+ "for any packages between, or only the package for all that is below.");
		return (pattern.indexOf('.') >= 0) ? new ClassPattern(pattern) : new BeanNamePattern(pattern);
	}

	private static void check(boolean valid, String reason) {
		if (!valid) {
			throw new IllegalArgumentException(reason);
		}
	}

	/**
	 * Return whether some method of a bean may match.
	 */
	abstract boolean mayMatch(ProfiledBean bean);

	/**
	 * Return whether a method of a bean matches.
	 */
	abstract boolean matches(ProfiledBean bean, Method method);

	/**
	 * Return whether the pattern names the bean without any wildcard.
	 */
	abstract boolean names(ProfiledBean bean);

	/**
	 * Return whether the pattern begins with a given prefix of class names.
	 */
	final boolean says(String prefix) {
		return this.text.contains(prefix);
	}

	@Override
	public final String toString() {
		return this.text;
	}

}
