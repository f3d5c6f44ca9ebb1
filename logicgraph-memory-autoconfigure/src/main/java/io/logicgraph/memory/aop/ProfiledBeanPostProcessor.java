package io.logicgraph.memory.aop;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.context.Printable;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/**
 * Profiles the methods of all beans that are annotated with
 * {@link io.logicgraph.memory.profile.Profiled @Profiled} or that
 * {@linkplain ProfiledPattern patterns} tell.
 * <p>
 * The advice is the innermost of a bean, so that what other advice allocates is not
 * counted. A bean that can't be proxied, and annotated methods that a proxy can't
 * intercept, are left as they are, with a warning.
 *
 * @since 0.7.0
 */
public class ProfiledBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ProfiledBeanPostProcessor.class);

	private final transient ProfiledAnnotations annotations;

	private final transient UnadvisableMethods unadvisable;

	private final transient PatternSelection patterns;

	/**
	 * Where the advisor comes from, {@code null} if there is one already.
	 */
	private final transient @Nullable ProfiledAdvisors advisors;

	/**
	 * Processors for the beans that patterns tell, each with its own pointcut: beans of
	 * the same class may differ in their names.
	 */
	private final transient Map<Bean, Optional<ProfiledBeanPostProcessor>> selective = new ConcurrentHashMap<>();

	/**
	 * Create a post-processor for annotated methods.
	 * @param registry where the profiles are; not asked for before a profiled method is
	 * called
	 */
	public ProfiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry) {
		this(registry, List.of(), List.of());
	}

	/**
	 * Create a post-processor for methods that are annotated or that patterns tell.
	 * @param registry where the profiles are; not asked for before a profiled method is
	 * called
	 * @param include methods to profile beside the annotated ones
	 * @param exclude methods not to profile, annotated or not
	 */
	public ProfiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry, List<ProfiledPattern> include,
			List<ProfiledPattern> exclude) {
		this.annotations = new ProfiledAnnotations();
		this.unadvisable = new UnadvisableMethods(this.annotations);
		this.patterns = new PatternSelection(this.annotations, include, exclude);
		this.advisors = new ProfiledAdvisors(this.annotations, registry);
	}

	private ProfiledBeanPostProcessor(ProfiledBeanPostProcessor all, Pointcut pointcut) {
		this.annotations = all.annotations;
		this.unadvisable = all.unadvisable;
		this.patterns = PatternSelection.NONE;
		this.advisors = null;
		this.advisor = Objects.requireNonNull(all.advisors).forPointcut(pointcut);
		copyFrom(all);
		setProxyClassLoader(all.getProxyClassLoader());
		this.beforeExistingAdvisors = all.beforeExistingAdvisors;
		this.beanFactory = all.beanFactory;
	}

	@Override
	public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
		ProfiledBeanPostProcessor selective = selective(beanName, beanClass, false);
		if (selective != null) {
			return selective.determineBeanType(beanClass, beanName);
		}
		return (isOpenForSubclasses(beanClass) && isEligible(beanClass)) ? super.determineBeanType(beanClass, beanName)
				: beanClass;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> beanClass = AopUtils.getTargetClass(bean);
		ProfiledBeanPostProcessor selective = selective(beanName, beanClass, bean instanceof Advised);
		if (selective != null) {
			return selective.postProcessAfterInitialization(bean, beanName);
		}
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

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		if (this.advisors != null) {
			if (!this.annotations.areAnywhereOn(targetClass)) {
				return false;
			}
			this.advisor = this.advisors.annotated();
		}
		return super.isEligible(targetClass);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.patterns.warnOfUnmatched();
	}

	private @Nullable ProfiledBeanPostProcessor selective(String beanName, Class<?> beanClass, boolean proxied) {
		if (this.patterns.isEmpty()) {
			return null;
		}
		return this.selective
			.computeIfAbsent(new Bean(beanName, beanClass, proxied),
					(bean) -> Optional.ofNullable(this.patterns.select(beanName, ClassUtils.getUserClass(beanClass),
							proxied, this.beanFactory))
						.map((pointcut) -> new ProfiledBeanPostProcessor(this, pointcut)))
			.orElse(null);
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
			logger.debug("No proxy for bean '" + Printable.of(beanName) + "'", ex);
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

	private record Bean(String name, Class<?> type, boolean proxied) {

	}

}
