package io.logicgraph.memory.aop;

import java.util.List;

import io.logicgraph.memory.profile.ProfileRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.StringUtils;

/**
 * Application contexts with the post-processor and some beans.
 */
final class ProfiledContexts {

	private ProfiledContexts() {
	}

	static AnnotationConfigApplicationContext start(boolean proxyTargetClass, Class<?>... beanClasses) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(proxyTargetClass ? ClassProxies.class : InterfaceProxies.class);
		context.register(beanClasses);
		context.refresh();
		return context;
	}

	/**
	 * Start a context whose post-processor has patterns.
	 */
	static AnnotationConfigApplicationContext start(List<String> include, List<String> exclude,
			Class<?>... beanClasses) {
		AnnotationConfigApplicationContext context = withPatterns(include, exclude);
		for (Class<?> beanClass : beanClasses) {
			context.registerBean(StringUtils.uncapitalize(beanClass.getSimpleName()), beanClass);
		}
		context.refresh();
		return context;
	}

	/**
	 * Return a context that is not started.
	 */
	static AnnotationConfigApplicationContext withPatterns(List<String> include, List<String> exclude) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(ProfileRegistry.class, () -> new ProfileRegistry());
		context.registerBean(ProfiledBeanPostProcessor.class, () -> postProcessor(include, exclude, context));
		context.registerBean("innermost", BeanPostProcessor.class,
				() -> context.getBean(ProfiledBeanPostProcessor.class).innermost());
		return context;
	}

	static ProfiledBeanPostProcessor postProcessor(List<String> include, List<String> exclude,
			GenericApplicationContext context) {
		ProfiledBeanPostProcessor postProcessor = new ProfiledBeanPostProcessor(
				context.getBeanProvider(ProfileRegistry.class), parse(include, context), parse(exclude, context));
		postProcessor.setProxyTargetClass(true);
		return postProcessor;
	}

	private static List<ProfiledPattern> parse(List<String> patterns, GenericApplicationContext context) {
		return patterns.stream()
			.map((pattern) -> ProfiledPattern.parse(pattern, context.getDefaultListableBeanFactory()))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxies {

		@Bean
		ProfileRegistry registry() {
			return new ProfileRegistry();
		}

		@Bean
		static ProfiledBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			return new ProfiledBeanPostProcessor(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxies {

		@Bean
		ProfileRegistry registry() {
			return new ProfileRegistry();
		}

		@Bean
		static ProfiledBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			ProfiledBeanPostProcessor postProcessor = new ProfiledBeanPostProcessor(registry);
			postProcessor.setProxyTargetClass(true);
			return postProcessor;
		}

	}

}
