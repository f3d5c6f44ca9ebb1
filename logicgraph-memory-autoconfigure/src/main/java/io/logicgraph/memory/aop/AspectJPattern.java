package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;

import org.aspectj.weaver.tools.PointcutParser;
import org.aspectj.weaver.tools.PointcutPrimitive;
import org.aspectj.weaver.tools.UnsupportedPointcutPrimitiveException;

import org.springframework.aop.aspectj.AspectJExpressionPointcut;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Selects methods by an AspectJ expression.
 * <p>
 * Only expressions that are decided by the method alone are possible. Others would be
 * evaluated at each call, and what that allocates would be charged to the caller.
 */
final class AspectJPattern extends ProfiledPattern {

	private static final Set<PointcutPrimitive> DECIDED_BY_METHOD = Set.of(PointcutPrimitive.EXECUTION,
			PointcutPrimitive.WITHIN, PointcutPrimitive.AT_WITHIN, PointcutPrimitive.AT_ANNOTATION);

	private final AspectJExpressionPointcut pointcut = new AspectJExpressionPointcut();

	AspectJPattern(String expression, ConfigurableBeanFactory beanFactory) {
		super(expression);
		this.pointcut.setExpression(expression);
		this.pointcut.setBeanFactory(beanFactory);
		try {
			PointcutParser
				.getPointcutParserSupportingSpecifiedPrimitivesAndUsingSpecifiedClassLoaderForResolution(
						DECIDED_BY_METHOD, beanFactory.getBeanClassLoader())
				.parsePointcutExpression(this.pointcut.getPointcutExpression().getPointcutExpression());
		}
		catch (UnsupportedPointcutPrimitiveException | IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					("Must be a valid AspectJ expression of execution, within, @within and @annotation, joined by &&, "
							+ "|| and !. Write for example 'execution(* com.acme..*(..))'. AspectJ says: %s")
						.formatted(ex.getMessage()),
					ex);
		}
	}

	@Override
	boolean mayMatch(ProfiledBean bean) {
		return this.pointcut.matches(bean.userClass()) || this.pointcut.matches(bean.proxyClass());
	}

	@Override
	boolean matches(ProfiledBean bean, Method method) {
		return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0 && !method.isSynthetic()
				&& !ReflectionUtils.isObjectMethod(method) && (this.pointcut.matches(method, bean.userClass())
						|| this.pointcut.matches(method, bean.proxyClass()));
	}

	@Override
	boolean names(ProfiledBean bean) {
		return false;
	}

}
