package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A bean that may be profiled, as its callers know it.
 *
 * @param name name of the bean
 * @param userClass class or interface that its callers call
 * @param proxyClass class whose methods are called: that of a JDK proxy, or the same
 */
record ProfiledBean(String name, Class<?> userClass, Class<?> proxyClass) {

	/**
	 * Describe a bean. Behind the proxy of a repository or of an HTTP client is a class
	 * of a library, or none at all. The bean is known by the interface that the
	 * application wrote.
	 */
	static ProfiledBean of(Object bean, String beanName) {
		String name = ScopedProxyUtils.isScopedTarget(beanName) ? ScopedProxyUtils.getOriginalBeanName(beanName)
				: beanName;
		Class<?> targetClass = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		Class<?> beanClass = bean.getClass();
		if (Proxy.isProxyClass(beanClass)) {
			for (Class<?> type : beanClass.getInterfaces()) {
				if (!type.getName().startsWith("org.springframework.aop.")) {
					return type.isAssignableFrom(targetClass) && !isMadeUp(targetClass)
							? new ProfiledBean(name, targetClass, targetClass)
							: new ProfiledBean(name, type, beanClass);
				}
			}
		}
		if (targetClass.isHidden() && targetClass.getInterfaces().length > 0) {
			return new ProfiledBean(name, targetClass.getInterfaces()[0], targetClass);
		}
		return new ProfiledBean(name, targetClass, targetClass);
	}

	/**
	 * Describe a bean that is not made yet.
	 */
	static ProfiledBean ofType(Class<?> type, String beanName) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		return new ProfiledBean(beanName, userClass, userClass);
	}

	/**
	 * Return the methods that a proxy can intercept.
	 */
	List<Method> methods() {
		Stream<Method> methods = this.userClass.isInterface() ? Stream.of(this.userClass.getMethods())
				: Stream.of(ReflectionUtils.getUniqueDeclaredMethods(this.userClass));
		return methods.filter(ProfiledBean::canBeIntercepted).toList();
	}

	static boolean canBeIntercepted(Method method) {
		return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL)) == 0
				&& !method.isSynthetic() && !ReflectionUtils.isObjectMethod(method);
	}

	/**
	 * Return whether a class is generated and does not name what it does: a JDK proxy, a
	 * lambda.
	 */
	private static boolean isMadeUp(Class<?> type) {
		return Proxy.isProxyClass(type) || type.isHidden();
	}

}
