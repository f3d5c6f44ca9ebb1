package io.logicgraph.memory.aop;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Decides which beans patterns apply to: the application's own, and among other beans
 * only those that a pattern names, or whose package it names.
 */
final class PatternCandidate {

	/**
	 * Packages whose beans are never the application's own.
	 */
	private static final List<String> FRAMEWORKS = List.of("org.springframework.", "io.micrometer.",
			"io.logicgraph.memory.actuate.", "java.", "javax.", "jdk.", "sun.", "com.sun.");

	private static final List<Class<?>> INFRASTRUCTURE = List.of(BeanPostProcessor.class,
			BeanFactoryPostProcessor.class, FactoryBean.class);

	private static final List<String> NO_SERVICES = List.of(Configuration.class.getName(),
			ConfigurationProperties.class.getName(), "org.aspectj.lang.annotation.Aspect");

	private static final String AUTO_CONFIGURATION = "org.springframework.boot.autoconfigure.AutoConfiguration";

	private final ProfiledBean bean;

	private final @Nullable BeanDefinition definition;

	PatternCandidate(ProfiledBean bean, @Nullable ConfigurableListableBeanFactory beanFactory) {
		this.bean = bean;
		this.definition = (beanFactory != null && beanFactory.containsBeanDefinition(bean.name()))
				? beanFactory.getBeanDefinition(bean.name()) : null;
	}

	/**
	 * Return whether a pattern applies to the bean.
	 */
	boolean isReachedBy(ProfiledPattern pattern) {
		return isOwn() || pattern.names(this.bean) || pattern.says(vendor());
	}

	/**
	 * Return why patterns leave the bean alone, or {@code null} if they don't.
	 */
	@Nullable String obstacle() {
		Class<?> type = this.bean.userClass();
		if (INFRASTRUCTURE.stream().anyMatch((infrastructure) -> infrastructure.isAssignableFrom(type))
				|| (this.definition != null && this.definition.getRole() != BeanDefinition.ROLE_APPLICATION)) {
			return "it is infrastructure";
		}
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
		return NO_SERVICES.stream().anyMatch(annotations::isPresent) ? "it holds configuration" : null;
	}

	private boolean isOwn() {
		// Libraries let a bean factory make objects that are not beans.
		return this.definition != null && FRAMEWORKS.stream().noneMatch(this.bean.userClass().getName()::startsWith)
				&& isDefinedByItsOwner(this.definition);
	}

	/**
	 * Return whether a bean isn't made by another's {@code @Bean} method or by an
	 * auto-configuration.
	 */
	private boolean isDefinedByItsOwner(BeanDefinition definition) {
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		return method == null || (method.getDeclaringClassName().startsWith(vendor())
				&& !isAutoConfiguration(method.getDeclaringClassName()));
	}

	private boolean isAutoConfiguration(String className) {
		Class<?> type = ClassUtils.resolveClassName(className, this.bean.userClass().getClassLoader());
		while (type != null) {
			if (MergedAnnotations.from(type).isPresent(AUTO_CONFIGURATION)) {
				return true;
			}
			type = type.getEnclosingClass();
		}
		return false;
	}

	/**
	 * Return the prefix of the bean's package that identifies its owner.
	 */
	private String vendor() {
		String name = this.bean.userClass().getName();
		int first = name.indexOf('.');
		int second = name.indexOf('.', first + 1);
		return (second > 0) ? name.substring(0, second + 1) : name;
	}

}
