package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.Profiled;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Names the profile of a method.
 */
@FunctionalInterface
interface ProfileNaming {

	/**
	 * Return the identity of a method's profile, or {@code null} if the method is not
	 * profiled.
	 */
	@Nullable ProfileId name(Method method, Class<?> targetClass);

	/**
	 * Name profiles as the annotations say.
	 */
	static ProfileNaming by(ProfiledAnnotations annotations) {
		return (method, targetClass) -> {
			Profiled profiled = annotations.find(method, targetClass);
			if (profiled == null) {
				return null;
			}
			Class<?> userClass = ClassUtils.getUserClass(targetClass);
			Method specific = AopUtils.getMostSpecificMethod(method, userClass);
			boolean own = annotations.findOwn(specific, method) != null;
			return id(specific, userClass, profiled.value(), own);
		};
	}

	/**
	 * Name a profile that no annotation names.
	 */
	static ProfileId byDefault(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		return id(AopUtils.getMostSpecificMethod(method, userClass), userClass, "", true);
	}

	private static ProfileId id(Method method, Class<?> userClass, String value, boolean own) {
		String className = simpleName(userClass);
		if (own && !value.isEmpty()) {
			return new ProfileId(value, className, method.getName());
		}
		String prefix = value.isEmpty() ? className : value;
		return new ProfileId(prefix + "." + method.getName(), className, method.getName());
	}

	private static String simpleName(Class<?> type) {
		String name = type.getSimpleName();
		return name.isEmpty() ? ClassUtils.getShortName(type) : name;
	}

}
