package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.Profiled;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Names profiles: {@code Class.method} unless the annotation says otherwise. Classes with
 * the same simple name are named in full, and overloaded methods with the types of their
 * parameters, except one without parameters. What is profiled is known before it is
 * called, so a name doesn't depend on which method is called first.
 * <p>
 * Thread-safe.
 */
final class ProfileNames {

	private final ProfiledAnnotations annotations;

	/**
	 * Classes with profiled methods, by their simple name.
	 */
	private final Map<String, Set<Class<?>>> classes = new ConcurrentHashMap<>();

	/**
	 * Parameters of the profiled methods of a class, by the method's name.
	 */
	private final Map<Class<?>, Map<String, Set<String>>> overloads = new ConcurrentHashMap<>();

	ProfileNames(ProfiledAnnotations annotations) {
		this.annotations = annotations;
	}

	/**
	 * Note which methods of a class are profiled.
	 */
	void add(Class<?> userClass, Collection<Method> methods) {
		this.classes.computeIfAbsent(simpleName(userClass), (name) -> ConcurrentHashMap.newKeySet()).add(userClass);
		Map<String, Set<String>> ofClass = this.overloads.computeIfAbsent(userClass,
				(type) -> new ConcurrentHashMap<>());
		for (Method method : methods) {
			ofClass.computeIfAbsent(method.getName(), (name) -> ConcurrentHashMap.newKeySet())
				.add(parameters(method, Class::getTypeName));
		}
	}

	/**
	 * Return the identity of a method's profile.
	 */
	ProfileId name(Method method, Class<?> userClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		String className = className(userClass);
		String methodName = methodName(specific, userClass);
		Profiled profiled = this.annotations.find(method, userClass);
		String value = (profiled != null) ? profiled.value() : "";
		if (!value.isEmpty() && this.annotations.findOwn(specific, method) != null) {
			return new ProfileId(value, className, methodName);
		}
		return new ProfileId((value.isEmpty() ? className : value) + "." + methodName, className, methodName);
	}

	private String className(Class<?> userClass) {
		String name = simpleName(userClass);
		return isShared(this.classes.get(name)) ? userClass.getName() : name;
	}

	private String methodName(Method method, Class<?> userClass) {
		Set<String> overloads = this.overloads.getOrDefault(userClass, Map.of()).get(method.getName());
		if (overloads == null || method.getParameterCount() == 0 || !isShared(overloads)) {
			return method.getName();
		}
		String parameters = parameters(method, Class::getSimpleName);
		Set<String> simple = new HashSet<>();
		for (String overload : overloads) {
			if (!simple.add(withoutPackages(overload))) {
				parameters = parameters(method, Class::getTypeName);
			}
		}
		return method.getName() + parameters;
	}

	private static boolean isShared(@Nullable Set<?> users) {
		return users != null && users.size() > 1;
	}

	private static String parameters(Method method, Function<Class<?>, String> name) {
		return Arrays.stream(method.getParameterTypes()).map(name).collect(Collectors.joining(", ", "(", ")"));
	}

	private static String withoutPackages(String parameters) {
		return parameters.replaceAll("[\\w$]+[.$]", "");
	}

	private static String simpleName(Class<?> type) {
		String name = type.getSimpleName();
		return name.isEmpty() ? ClassUtils.getShortName(type) : name;
	}

}
