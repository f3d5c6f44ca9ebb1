package io.logicgraph.memory.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reports why a bean should not be replaced by a proxy. A proxy is an object of its own,
 * whose fields are empty: what is not intercepted runs on it, instead of on the bean.
 */
final class ProxyObstacle {

	private static final List<Class<?>> INFRASTRUCTURE = List.of(AopInfrastructureBean.class, Advisor.class,
			org.aopalliance.aop.Advice.class, Pointcut.class);

	/**
	 * Annotations of methods that are called only before the bean is ready.
	 */
	private static final List<String> HARMLESS_ANNOTATIONS = List.of("java.", "jdk.", "jakarta.annotation.",
			"jakarta.inject.", "jakarta.persistence.", "kotlin.", "lombok.", "org.jspecify.",
			"org.jetbrains.annotations.", "org.springframework.beans.factory.annotation.");

	private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

	private final ProfiledAnnotations annotations;

	ProxyObstacle(ProfiledAnnotations annotations) {
		this.annotations = annotations;
	}

	/**
	 * Return why a bean should not be replaced by a proxy that is a subclass.
	 * @return the reason and what to do, or {@code null} if there is none
	 */
	@Nullable String ofSubclass(Class<?> type) {
		String infrastructure = ofInfrastructure(type);
		if (infrastructure != null) {
			return infrastructure;
		}
		if (isClosed(type)) {
			return "its class is final or sealed, so no proxy can be a subclass of it; remove 'final', or return the "
					+ "bean as an interface from a @Bean method";
		}
		if (JDK.stream().anyMatch(type.getName()::startsWith)) {
			return "its class is one of the JDK; call it from a method of your own that is profiled";
		}
		for (Class<?> declaring = type; declaring != null
				&& declaring != Object.class; declaring = declaring.getSuperclass()) {
			String reason = ofMembers(declaring, type);
			if (reason != null) {
				return reason;
			}
		}
		return null;
	}

	/**
	 * Return why a bean should not be replaced by a proxy that has only its interfaces.
	 * @return the reason and what to do, or {@code null} if there is none
	 */
	@Nullable String ofInterfaces(Class<?> type) {
		String infrastructure = ofInfrastructure(type);
		if (infrastructure != null) {
			return infrastructure;
		}
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (!method.isSynthetic() && isCalledForAnnotation(method) && !isInInterface(method, type)) {
				return "its method %s() has annotations and is in no interface, so it can't be called on the proxy; add it to one"
					.formatted(method.getName());
			}
		}
		return null;
	}

	/**
	 * Return whether a class can't have subclasses.
	 */
	static boolean isClosed(Class<?> type) {
		return Modifier.isFinal(type.getModifiers()) || type.isSealed();
	}

	private static @Nullable String ofInfrastructure(Class<?> type) {
		return INFRASTRUCTURE.stream().anyMatch((infrastructure) -> infrastructure.isAssignableFrom(type))
				? "it is part of Spring AOP, which calls it for each proxy" : null;
	}

	private @Nullable String ofMembers(Class<?> declaring, Class<?> type) {
		for (Method method : declaring.getDeclaredMethods()) {
			String reason = (method.isSynthetic() || Modifier.isStatic(method.getModifiers())) ? null
					: ofMethod(method, type);
			if (reason != null) {
				return reason;
			}
		}
		for (Field field : declaring.getDeclaredFields()) {
			if (isOpen(field) && !field.isSynthetic() && annotationsOf(field).findAny().isEmpty()) {
				return "its field %s can be read from outside, but on the proxy it is empty; make it private"
					.formatted(field.getName());
			}
		}
		return null;
	}

	private @Nullable String ofMethod(Method method, Class<?> type) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return isCalledForAnnotation(method)
					? "its private method %s() has annotations, so it may be called on the proxy, whose fields are empty; make it public"
						.formatted(method.getName())
					: null;
		}
		if (Modifier.isFinal(modifiers)) {
			return "its method %s() is final and would run on the proxy, whose fields are empty; remove 'final'"
				.formatted(method.getName());
		}
		return (isPackagePrivate(method) && !method.getDeclaringClass().getPackageName().equals(type.getPackageName()))
				? "its method %s() is package-private in another package and would run on the proxy, whose fields are empty; make it protected"
					.formatted(method.getName())
				: null;
	}

	private boolean isCalledForAnnotation(Method method) {
		return annotationsOf(method).anyMatch((annotation) -> !this.annotations.isProfiled(annotation)
				&& HARMLESS_ANNOTATIONS.stream().noneMatch(annotation.getName()::startsWith));
	}

	private static Stream<Class<? extends Annotation>> annotationsOf(AnnotatedElement element) {
		return Stream.of(element.getDeclaredAnnotations()).map(Annotation::annotationType);
	}

	private static boolean isInInterface(Method method, Class<?> type) {
		return Stream.of(ClassUtils.getAllInterfacesForClass(type))
			.anyMatch((declared) -> ClassUtils.hasMethod(declared, method.getName(), method.getParameterTypes()));
	}

	private static boolean isOpen(Field field) {
		int modifiers = field.getModifiers();
		return !Modifier.isStatic(modifiers) && (Modifier.isPublic(modifiers) || isPackagePrivate(field));
	}

	private static boolean isPackagePrivate(Member member) {
		return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)) == 0;
	}

}
