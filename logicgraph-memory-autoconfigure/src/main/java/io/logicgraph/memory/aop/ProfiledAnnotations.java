package io.logicgraph.memory.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.profile.Profiled;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the {@link Profiled} annotation that holds for a method: its own before that of
 * its class, each also on interfaces, superclasses and as a meta-annotation.
 */
final class ProfiledAnnotations {

	/**
	 * Whether a type itself, without its supertypes, carries the annotation anywhere.
	 */
	private final Map<Class<?>, Boolean> annotatedTypes = new ConcurrentHashMap<>(256);

	/**
	 * Whether a type of annotations is the one looked for, or is annotated with it.
	 */
	private final Map<Class<?>, Boolean> annotations = new ConcurrentHashMap<>();

	/**
	 * Return whether the annotation is anywhere on a class or its supertypes. This is
	 * asked for each bean, and for almost all of them the answer is no.
	 */
	boolean areAnywhereOn(Class<?> beanClass) {
		if (isOfSpring(beanClass)) {
			return false;
		}
		return isAnywhereOn(beanClass);
	}

	private boolean isAnywhereOn(Class<?> type) {
		if (isAnnotated(type)) {
			return true;
		}
		for (Class<?> declared : type.getInterfaces()) {
			if (isAnywhereOn(declared)) {
				return true;
			}
		}
		Class<?> superclass = type.getSuperclass();
		return superclass != null && isAnywhereOn(superclass);
	}

	@Nullable Profiled find(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		Profiled own = findOwn(specific, method);
		return (own != null || !isCoveredByType(specific)) ? own : findOnType(userClass);
	}

	@Nullable Profiled findOwn(Method specific, Method method) {
		Profiled profiled = AnnotatedElementUtils.findMergedAnnotation(specific, Profiled.class);
		return (profiled != null || specific == method) ? profiled
				: AnnotatedElementUtils.findMergedAnnotation(method, Profiled.class);
	}

	@Nullable Profiled findOnType(Class<?> userClass) {
		return AnnotatedElementUtils.findMergedAnnotation(userClass, Profiled.class);
	}

	static boolean isCoveredByType(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
				&& !ReflectionUtils.isObjectMethod(method);
	}

	private boolean isAnnotated(Class<?> type) {
		Boolean known = this.annotatedTypes.get(type);
		if (known == null) {
			known = !isOfSpring(type) && AnnotationUtils.isCandidateClass(type, Profiled.class) && search(type);
			this.annotatedTypes.put(type, known);
		}
		return known;
	}

	private boolean search(Class<?> type) {
		if (isAnnotated((AnnotatedElement) type)) {
			return true;
		}
		try {
			for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
				if (isAnnotated(method)) {
					return true;
				}
			}
		}
		catch (IllegalStateException ex) {
			// The methods mention a class that is absent, so nobody can call them.
			return false;
		}
		return false;
	}

	private boolean isAnnotated(AnnotatedElement element) {
		for (Annotation annotation : element.getDeclaredAnnotations()) {
			if (isProfiled(annotation.annotationType())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether an annotation is the one looked for, or is annotated with it.
	 */
	boolean isProfiled(Class<? extends Annotation> annotationType) {
		Boolean known = this.annotations.get(annotationType);
		if (known == null) {
			known = annotationType == Profiled.class || (!isOfSpring(annotationType)
					&& AnnotatedElementUtils.isAnnotated(annotationType, Profiled.class));
			this.annotations.put(annotationType, known);
		}
		return known;
	}

	/**
	 * Return whether a class is one of Spring's own, which don't carry the annotation.
	 * Most beans of a small application are of such classes.
	 */
	private static boolean isOfSpring(Class<?> type) {
		String name = type.getName();
		return name.startsWith("org.springframework.") && !name.startsWith("org.springframework.samples.");
	}

}
