package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Warns about annotated methods that a proxy can't intercept, once for each class.
 */
final class UnadvisableMethods {

	private static final Log logger = LogFactory.getLog(UnadvisableMethods.class);

	private final ProfiledAnnotations annotations;

	private final Map<Class<?>, Boolean> checked = new ConcurrentHashMap<>();

	UnadvisableMethods(ProfiledAnnotations annotations) {
		this.annotations = annotations;
	}

	/**
	 * Warn about the methods of a class that its proxy can't intercept.
	 */
	void warnOfMethods(Class<?> beanClass, Class<?> proxyClass) {
		if (this.checked.putIfAbsent(beanClass, true) != null) {
			return;
		}
		List<String> problems = problems(beanClass, proxyClass);
		if (!problems.isEmpty()) {
			logger.warn("@Profiled has no effect on some methods of %s, which its proxy can't intercept: %s"
				.formatted(beanClass.getName(), String.join("; ", problems)));
		}
	}

	private List<String> problems(Class<?> beanClass, Class<?> proxyClass) {
		boolean typeIsProfiled = this.annotations.findOnType(beanClass) != null;
		List<String> problems = new ArrayList<>();
		for (Method method : ReflectionUtils.getAllDeclaredMethods(beanClass)) {
			if (method.isSynthetic() || method.getDeclaringClass() == Object.class) {
				continue;
			}
			boolean own = this.annotations.findOwn(method, method) != null;
			boolean covered = typeIsProfiled && ProfiledAnnotations.isCoveredByType(method)
					&& !Modifier.isStatic(method.getModifiers());
			String problem = (own || covered) ? problem(method, proxyClass, own) : null;
			if (problem != null) {
				problems.add(describe(method) + " " + problem);
			}
		}
		return problems;
	}

	private static @Nullable String problem(Method method, Class<?> proxyClass, boolean own) {
		int modifiers = method.getModifiers();
		if (Modifier.isStatic(modifiers)) {
			return "is static: make it an instance method";
		}
		if (Modifier.isPrivate(modifiers)) {
			return "is private: make it public and call it from another bean";
		}
		if (Proxy.isProxyClass(proxyClass)) {
			return (own && !isInInterface(method, proxyClass))
					? "is in no interface of the bean: add it to one, or set spring.aop.proxy-target-class=true" : null;
		}
		if (Modifier.isFinal(modifiers)) {
			return "is final: remove 'final'";
		}
		if (isPackagePrivate(modifiers) && isElsewhere(method.getDeclaringClass(), proxyClass)) {
			return "is package-private in another class loader or package than the proxy: make it public";
		}
		return null;
	}

	private static boolean isInInterface(Method method, Class<?> proxyClass) {
		for (Class<?> type : proxyClass.getInterfaces()) {
			if (ClassUtils.hasMethod(type, method.getName(), method.getParameterTypes())) {
				return true;
			}
			for (Method candidate : type.getMethods()) {
				if (candidate.getName().equals(method.getName())
						&& candidate.getParameterCount() == method.getParameterCount()) {
					// With type parameters, the interface's method has other types.
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isPackagePrivate(int modifiers) {
		return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)) == 0;
	}

	private static boolean isElsewhere(Class<?> declaringClass, Class<?> proxyClass) {
		return declaringClass.getClassLoader() != proxyClass.getClassLoader()
				|| !declaringClass.getPackageName().equals(proxyClass.getPackageName());
	}

	private static String describe(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

}
