package io.logicgraph.memory.aop;

import io.logicgraph.memory.profile.ProfileRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxies {

		@Bean
		ProfileRegistry registry() {
			return new ProfileRegistry();
		}

		@Bean
		static ProfiledAnnotationBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			return new ProfiledAnnotationBeanPostProcessor(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxies {

		@Bean
		ProfileRegistry registry() {
			return new ProfileRegistry();
		}

		@Bean
		static ProfiledAnnotationBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			ProfiledAnnotationBeanPostProcessor postProcessor = new ProfiledAnnotationBeanPostProcessor(registry);
			postProcessor.setProxyTargetClass(true);
			return postProcessor;
		}

	}

}
