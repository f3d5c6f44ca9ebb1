package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.Profiled;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Names the profile of a method.
 */
@FunctionalInterface
interface ProfileNaming {

	/**
	 * Return the identity of a method's profile.
	 */
	ProfileId name(Method method, Class<?> targetClass);

	/**
	 * Name profiles as the annotations say, and as an annotation without a name would
	 * where there is none.
	 */
	static ProfileNaming by(ProfiledAnnotations annotations) {
		return (method, targetClass) -> {
			Class<?> userClass = ClassUtils.getUserClass(targetClass);
			Method specific = AopUtils.getMostSpecificMethod(method, userClass);
			Class<?> named = isMadeUp(userClass) ? method.getDeclaringClass() : userClass;
			Profiled profiled = annotations.find(method, targetClass);
			if (profiled == null) {
				return id(specific, named, "", true);
			}
			boolean own = annotations.findOwn(specific, method) != null;
			return id(specific, named, profiled.value(), own);
		};
	}

	private static ProfileId id(Method method, Class<?> type, String value, boolean own) {
		String className = simpleName(type);
		if (own && !value.isEmpty()) {
			return new ProfileId(value, className, method.getName());
		}
		String prefix = value.isEmpty() ? className : value;
		return new ProfileId(prefix + "." + method.getName(), className, method.getName());
	}

	/**
	 * Return whether the name of a class says nothing: a JDK proxy, a lambda.
	 */
	private static boolean isMadeUp(Class<?> type) {
		return Proxy.isProxyClass(type) || type.isHidden();
	}

	private static String simpleName(Class<?> type) {
		String name = type.getSimpleName();
		return name.isEmpty() ? ClassUtils.getShortName(type) : name;
	}

}
