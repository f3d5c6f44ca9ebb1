package io.logicgraph.memory.aop;

import java.lang.reflect.Modifier;

import io.logicgraph.memory.profile.ProfileRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * Profiles the methods of all beans that are annotated with
 * {@link io.logicgraph.memory.profile.Profiled @Profiled}.
 * <p>
 * The advice is the innermost of a bean, so that what other advice allocates is not
 * counted. A bean that can't be proxied, and annotated methods that a proxy can't
 * intercept, are left as they are, with a warning.
 *
 * @since 0.7.0
 */
public class ProfiledAnnotationBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private static final Log logger = LogFactory.getLog(ProfiledAnnotationBeanPostProcessor.class);

	private final transient UnadvisableMethods unadvisable;

	/**
	 * Create a post-processor.
	 * @param registry where the profiles are; not asked for before a profiled method is
	 * called
	 */
	public ProfiledAnnotationBeanPostProcessor(ObjectProvider<ProfileRegistry> registry) {
		ProfiledAnnotations annotations = new ProfiledAnnotations();
		this.unadvisable = new UnadvisableMethods(annotations);
		this.advisor = new DefaultPointcutAdvisor(new ProfiledPointcut(annotations),
				new ProfiledInterceptor(new ProfiledCalls(ProfileNaming.by(annotations), registry)));
	}

	@Override
	public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
		return isOpenForSubclasses(beanClass) ? super.determineBeanType(beanClass, beanName) : beanClass;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> beanClass = AopUtils.getTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || !isEligible(beanClass)) {
			return bean;
		}
		if (NestedProxyCall.isProfiled(bean)) {
			return bean;
		}
		if (!(bean instanceof Advised) && !isOpenForSubclasses(beanClass) && !hasInterface(beanClass)) {
			this.unadvisable.warnOfClass(beanClass, "the class is final and implements no interface, so no proxy can "
					+ "be made; remove 'final' or let it implement an interface");
			return bean;
		}
		return advise(bean, beanName, beanClass);
	}

	private @Nullable Object advise(Object bean, String beanName, Class<?> beanClass) {
		try {
			Object proxy = super.postProcessAfterInitialization(bean, beanName);
			if (proxy instanceof Advised) {
				this.unadvisable.warnOfMethods(ClassUtils.getUserClass(beanClass), proxy.getClass());
			}
			return proxy;
		}
		catch (AopConfigException ex) {
			this.unadvisable.warnOfClass(beanClass,
					"no proxy could be made for bean '%s': %s".formatted(beanName, ex.getMessage()));
			logger.debug("No proxy for bean '" + beanName + "'", ex);
			return bean;
		}
	}

	@Override
	protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
		ProxyFactory proxyFactory = super.prepareProxyFactory(bean, beanName);
		if (!isOpenForSubclasses(bean.getClass())) {
			proxyFactory.setProxyTargetClass(false);
		}
		return proxyFactory;
	}

	private boolean hasInterface(Class<?> beanClass) {
		for (Class<?> type : ClassUtils.getAllInterfacesForClass(beanClass, getProxyClassLoader())) {
			if (!isConfigurationCallbackInterface(type) && !isInternalLanguageInterface(type)
					&& type.getMethods().length > 0) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOpenForSubclasses(Class<?> type) {
		return !Modifier.isFinal(type.getModifiers()) && !type.isSealed();
	}

}
