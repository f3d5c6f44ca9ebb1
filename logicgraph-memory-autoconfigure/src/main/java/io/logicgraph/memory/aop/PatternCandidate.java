package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Decides which beans a pattern may profile. Nobody wrote the annotation into these
 * classes, so whatever a proxy might break is left alone.
 */
final class PatternCandidate {

	/**
	 * Whose beans a pattern tells only if it names one, or says the package.
	 */
	private static final List<String> FRAMEWORKS = List.of("org.springframework.", "io.logicgraph.memory.actuate.");

	private static final List<Class<?>> INFRASTRUCTURE = List.of(AopInfrastructureBean.class, Advisor.class,
			Advice.class, Pointcut.class, BeanPostProcessor.class, BeanFactoryPostProcessor.class, FactoryBean.class);

	private static final List<String> NO_SERVICES = List.of(Configuration.class.getName(),
			ConfigurationProperties.class.getName(), "org.aspectj.lang.annotation.Aspect");

	private final String beanName;

	private final Class<?> userClass;

	private final boolean proxied;

	/**
	 * Create a candidate.
	 * @param beanName the bean's name
	 * @param userClass the bean's class, behind any proxy
	 * @param proxied whether there is a proxy already
	 */
	PatternCandidate(String beanName, Class<?> userClass, boolean proxied) {
		this.beanName = beanName;
		this.userClass = userClass;
		this.proxied = proxied;
	}

	/**
	 * Return whether a pattern reaches as far as the bean.
	 */
	boolean isReachedBy(ProfiledPattern pattern) {
		return FRAMEWORKS.stream()
			.allMatch((prefix) -> !this.userClass.getName().startsWith(prefix) || pattern.says(prefix)
					|| pattern.names(this.beanName, this.userClass));
	}

	/**
	 * Return why the bean is left alone, or {@code null} if it may be profiled.
	 */
	@Nullable String obstacle(@Nullable ConfigurableListableBeanFactory beanFactory) {
		if (INFRASTRUCTURE.stream().anyMatch((type) -> type.isAssignableFrom(this.userClass))
				|| !isApplicationBean(beanFactory)) {
			return "it is infrastructure";
		}
		MergedAnnotations annotations = MergedAnnotations.from(this.userClass, SearchStrategy.TYPE_HIERARCHY);
		if (NO_SERVICES.stream().anyMatch(annotations::isPresent)) {
			return "it holds configuration";
		}
		if (this.proxied || Proxy.isProxyClass(this.userClass)) {
			return null;
		}
		if (Modifier.isFinal(this.userClass.getModifiers()) || this.userClass.isSealed()) {
			return "its class is final or sealed, so no proxy can stand for it";
		}
		Method method = finalMethod();
		return (method != null)
				? "its method %s() is final and would not reach it through a proxy".formatted(method.getName()) : null;
	}

	private boolean isApplicationBean(@Nullable ConfigurableListableBeanFactory beanFactory) {
		return beanFactory == null || !beanFactory.containsBeanDefinition(this.beanName)
				|| beanFactory.getMergedBeanDefinition(this.beanName).getRole() == BeanDefinition.ROLE_APPLICATION;
	}

	private @Nullable Method finalMethod() {
		for (Method method : ReflectionUtils.getAllDeclaredMethods(this.userClass)) {
			int modifiers = method.getModifiers();
			if (Modifier.isFinal(modifiers) && (modifiers & (Modifier.PRIVATE | Modifier.STATIC)) == 0
					&& method.getDeclaringClass() != Object.class) {
				return method;
			}
		}
		return null;
	}

}
