package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.MethodMatcher;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.SmartClassLoader;
import org.springframework.util.ClassUtils;

/**
 * Profiles the methods of all beans that are annotated with
 * {@link io.logicgraph.memory.profile.Profiled @Profiled} or that
 * {@linkplain ProfiledPattern patterns} match.
 * <p>
 * The advice is the innermost of a bean, so that what other advice allocates is not
 * counted. In a proxy that the application or a library made itself (a repository of
 * Spring Data, an HTTP client) it is the outermost, since other advice may answer the
 * call and not go on. Whatever can't be profiled without a change to how the application
 * works is left as it is, with a warning that names it.
 *
 * @since 0.7.0
 */
public class ProfiledBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ProfiledBeanPostProcessor.class);

	private final transient ObjectProvider<ProfileRegistry> registry;

	private final transient ProfiledAnnotations annotations = new ProfiledAnnotations();

	private final transient ProfileNames names = new ProfileNames(this.annotations);

	private final transient UnadvisableMethods unadvisable = new UnadvisableMethods(this.annotations);

	private final transient ProxyObstacle obstacles = new ProxyObstacle(this.annotations);

	private final transient PatternSelection patterns;

	private final transient Map<BeanKey, Optional<Advisor>> advisors = new ConcurrentHashMap<>();

	/**
	 * Beans whose proxies were handed to other beans early, by name.
	 */
	private final transient Map<String, Object> early = new ConcurrentHashMap<>();

	/**
	 * Names of the beans that were processed; {@code null} once the application has
	 * started.
	 */
	private transient volatile @Nullable Set<String> seen = ConcurrentHashMap.newKeySet();

	/**
	 * Create a post-processor for annotated methods.
	 * @param registry where the profiles are; not asked for before a profiled method is
	 * called
	 */
	public ProfiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry) {
		this(registry, List.of(), List.of());
	}

	/**
	 * Create a post-processor for methods that are annotated or that patterns match.
	 * @param registry where the profiles are; not asked for before a profiled method is
	 * called
	 * @param include methods to profile beside the annotated ones
	 * @param exclude methods not to profile, annotated or not
	 */
	public ProfiledBeanPostProcessor(ObjectProvider<ProfileRegistry> registry, List<ProfiledPattern> include,
			List<ProfiledPattern> exclude) {
		this.registry = registry;
		this.patterns = new PatternSelection(include, exclude);
		// Before those that look for listeners, or they would call beans past their
		// proxy.
		setOrder(Ordered.LOWEST_PRECEDENCE - 1);
	}

	/**
	 * Return a post-processor that makes the advice the innermost again where others have
	 * added theirs behind it. It must come after them, so it has no order.
	 * @return the other post-processor that is needed
	 */
	public BeanPostProcessor innermost() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				moveInside(bean, beanName);
				return bean;
			}

		};
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.put(beanName, innermostTarget(bean));
		return profile(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object early = this.early.remove(beanName);
		return (early != null && early == innermostTarget(bean)) ? bean : profile(bean, beanName);
	}

	@Override
	public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
		Class<?> userClass = ClassUtils.getUserClass(beanClass);
		ProfiledBean bean = new ProfiledBean(beanName, userClass, userClass);
		Selection selection = select(bean, null);
		if (selection == null || obstacle(userClass, beanName) != null) {
			return beanClass;
		}
		ProxyFactory proxyFactory = new ProxyFactory();
		proxyFactory.copyFrom(this);
		proxyFactory.setTargetClass(beanClass);
		prepare(proxyFactory, beanClass, beanName, new DefaultPointcutAdvisor(selection.pointcut(), interceptor(bean)));
		return proxyFactory.getProxyClass(proxyClassLoader(beanClass));
	}

	@Override
	public void afterSingletonsInstantiated() {
		warnOfEarlyBeans();
		this.seen = null;
		try {
			this.patterns.warnOfUnmatched(this::beansMadeLater);
		}
		catch (RuntimeException | LinkageError ex) {
			// The application must start as it would without us.
			logger.debug("Patterns could not be compared with the beans that are made later", ex);
		}
	}

	/**
	 * Return the beans that are lazy or of another scope, as far as their type is known.
	 */
	private List<ProfiledBean> beansMadeLater() {
		List<ProfiledBean> beans = new ArrayList<>();
		if (this.beanFactory != null) {
			for (String name : this.beanFactory.getBeanDefinitionNames()) {
				boolean made = this.beanFactory.containsSingleton(name)
						|| this.beanFactory.getMergedBeanDefinition(name).isAbstract();
				Class<?> type = made ? null : this.beanFactory.getType(name, false);
				if (type != null) {
					beans.add(ProfiledBean.ofType(type, name));
				}
			}
		}
		return beans;
	}

	private Object profile(Object bean, String beanName) {
		Set<String> seen = this.seen;
		if (seen != null) {
			seen.add(beanName);
		}
		if (bean instanceof AopInfrastructureBean
				|| beanName.endsWith(AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX) || pointcutOf(bean) != null) {
			return bean;
		}
		try {
			Advisor advisor = advisor(bean, beanName);
			return (advisor != null) ? advise(bean, beanName, advisor) : bean;
		}
		catch (RuntimeException | LinkageError ex) {
			// The application must start as it would without us.
			logger.warn(("Bean '%s' of %s is not profiled: no proxy could be made for it: %s")
				.formatted(Printable.of(beanName), bean.getClass().getName(), ex));
			logger.debug("No proxy for bean '" + Printable.of(beanName) + "'", ex);
			return bean;
		}
	}

	private @Nullable Advisor advisor(Object bean, String beanName) {
		BeanKey key = new BeanKey(this.patterns.isEmpty() ? "" : beanName, bean.getClass(),
				AopProxyUtils.ultimateTargetClass(bean));
		Optional<Advisor> known = this.advisors.get(key);
		if (known == null) {
			known = Optional.ofNullable(createAdvisor(bean, beanName));
			this.advisors.put(key, known);
		}
		return known.orElse(null);
	}

	private @Nullable Advisor createAdvisor(Object bean, String beanName) {
		ProfiledBean profiled = ProfiledBean.of(bean, beanName);
		Selection selection = select(profiled, bean);
		if (selection == null) {
			return null;
		}
		String obstacle = isProxy(bean) ? null : obstacle(bean.getClass(), beanName);
		if (obstacle != null) {
			logger.warn("Bean '%s' of %s is not profiled: %s".formatted(Printable.of(profiled.name()),
					profiled.userClass().getName(), obstacle));
			return null;
		}
		this.names.add(profiled.userClass(), selection.methods());
		return new DefaultPointcutAdvisor(selection.pointcut(), interceptor(profiled));
	}

	private ProfiledInterceptor interceptor(ProfiledBean bean) {
		return new ProfiledInterceptor(new ProfiledCalls(this.names, bean.userClass(), this.registry));
	}

	/**
	 * Return which methods of a bean to profile, {@code null} if there are none.
	 */
	private @Nullable Selection select(ProfiledBean profiled, @Nullable Object bean) {
		boolean annotated = this.annotations.areAnywhereOn(profiled.userClass());
		if (!annotated && this.patterns.isEmpty()) {
			return null;
		}
		List<ProfiledPattern> include = this.patterns.including(profiled, this.beanFactory);
		if (!annotated && include.isEmpty()) {
			return null;
		}
		SelectedMethods pointcut = new SelectedMethods(this.annotations, profiled, include,
				this.patterns.excluding(profiled), innerMatcher(bean));
		List<Method> methods = profiled.methods()
			.stream()
			.filter((method) -> pointcut.matches(method, profiled.userClass()))
			.toList();
		if (methods.isEmpty() && annotated) {
			this.unadvisable.warnOfMethods(profiled.userClass(), profiled.userClass());
		}
		return methods.isEmpty() ? null : new Selection(pointcut, methods);
	}

	private Object advise(Object bean, String beanName, Advisor advisor) {
		if (bean instanceof Advised advised && !advised.isFrozen()) {
			// A target that is a bean is profiled itself.
			if (!(advised.getTargetSource() instanceof AbstractBeanFactoryBasedTargetSource)) {
				advised.addAdvisor(isMadeByContainer(advised, beanName) ? advised.getAdvisorCount() : 0, advisor);
				warnOfMethods(bean, bean);
			}
			return bean;
		}
		ProxyFactory proxyFactory = prepareProxyFactory(bean, beanName);
		prepare(proxyFactory, bean.getClass(), beanName, advisor);
		Object proxy = proxyFactory.getProxy(proxyClassLoader(bean.getClass()));
		warnOfMethods(bean, proxy);
		return proxy;
	}

	private void prepare(ProxyFactory proxyFactory, Class<?> beanClass, String beanName, Advisor advisor) {
		if (isProxiedByInterfaces(beanClass, beanName)) {
			proxyFactory.setProxyTargetClass(false);
			evaluateProxyInterfaces(beanClass, proxyFactory);
		}
		proxyFactory.addAdvisor(advisor);
		customizeProxyFactory(proxyFactory);
	}

	/**
	 * Return where to define a proxy: beside a class that a reloading class loader did
	 * not load itself, or its package-private methods would not be intercepted.
	 */
	private @Nullable ClassLoader proxyClassLoader(Class<?> beanClass) {
		ClassLoader classLoader = getProxyClassLoader();
		return (classLoader instanceof SmartClassLoader reloading && classLoader != beanClass.getClassLoader())
				? reloading.getOriginalClassLoader() : classLoader;
	}

	private void warnOfMethods(Object bean, Object proxy) {
		Class<?> userClass = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		if (this.annotations.areAnywhereOn(userClass)) {
			this.unadvisable.warnOfMethods(userClass, proxy.getClass());
		}
	}

	private @Nullable String obstacle(Class<?> beanClass, String beanName) {
		Class<?> userClass = ClassUtils.getUserClass(beanClass);
		return isProxiedByInterfaces(beanClass, beanName) ? this.obstacles.ofInterfaces(userClass)
				: this.obstacles.ofSubclass(userClass);
	}

	private boolean isProxiedByInterfaces(Class<?> beanClass, String beanName) {
		if (Proxy.isProxyClass(beanClass)) {
			return true;
		}
		if (!hasInterface(beanClass)) {
			return false;
		}
		if (ProxyObstacle.isClosed(beanClass)) {
			return !isProxyTargetClass() || isDeclaredAsInterface(beanName);
		}
		return !isProxyTargetClass()
				&& (this.beanFactory == null || !AutoProxyUtils.shouldProxyTargetClass(this.beanFactory, beanName));
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

	/**
	 * Return whether callers can know only the interface of a bean.
	 */
	private boolean isDeclaredAsInterface(String beanName) {
		if (this.beanFactory == null || !this.beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		Class<?> declared = null;
		// A bean that is being made must not be asked for.
		if (this.beanFactory.containsSingleton(beanName)
				&& this.beanFactory.getSingleton(beanName) instanceof FactoryBean<?> factoryBean) {
			declared = factoryBean.getObjectType();
		}
		else if (this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition) {
			Method factoryMethod = definition.getResolvedFactoryMethod();
			declared = (factoryMethod != null) ? factoryMethod.getReturnType() : null;
		}
		return declared != null && declared.isInterface();
	}

	/**
	 * Return whether a proxy was made by one of Spring's post-processors, so that each of
	 * its advice goes on to the bean.
	 */
	private boolean isMadeByContainer(Advised proxy, String beanName) {
		if (this.beanFactory == null || !this.beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		Object proxied = this.beanFactory.getMergedBeanDefinition(beanName)
			.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE);
		return proxied != null && proxied == proxy.getTargetClass();
	}

	private void moveInside(Object bean, String beanName) {
		if (!(bean instanceof Advised advised) || advised.isFrozen() || !isMadeByContainer(advised, beanName)) {
			return;
		}
		Advisor[] advisors = advised.getAdvisors();
		for (int i = 0; i < advisors.length - 1; i++) {
			if (isOurs(advisors[i])) {
				advised.removeAdvisor(i);
				advised.addAdvisor(advisors[i]);
				return;
			}
		}
	}

	private void warnOfEarlyBeans() {
		Set<String> seen = this.seen;
		if (this.beanFactory == null || seen == null) {
			return;
		}
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			Object bean = (!seen.contains(name) && this.beanFactory.containsSingleton(name))
					? this.beanFactory.getSingleton(name) : null;
			if (bean != null && select(ProfiledBean.of(bean, name), bean) != null) {
				logger.warn(("Bean '%s' of %s is not profiled: it was made before beans are profiled, since a "
						+ "post-processor needs it. Let that one ask for an ObjectProvider, or inject it lazily")
					.formatted(Printable.of(name), bean.getClass().getName()));
			}
		}
	}

	private static boolean isProxy(Object bean) {
		return (bean instanceof Advised advised && !advised.isFrozen()) || Proxy.isProxyClass(bean.getClass());
	}

	private static Object innermostTarget(Object bean) {
		Object target = AopProxyUtils.ultimateSingletonTarget(bean);
		return (target != null) ? target : bean;
	}

	/**
	 * Return what the profiled proxy behind a proxy matches.
	 */
	private static @Nullable MethodMatcher innerMatcher(@Nullable Object bean) {
		Object target = bean;
		while (target != null) {
			MethodMatcher matcher = pointcutOf(target);
			if (matcher != null) {
				return matcher;
			}
			target = AopProxyUtils.getSingletonTarget(target);
		}
		return null;
	}

	private static @Nullable MethodMatcher pointcutOf(Object bean) {
		if (bean instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (isOurs(advisor) && advisor instanceof PointcutAdvisor conditional) {
					return conditional.getPointcut().getMethodMatcher();
				}
			}
		}
		return null;
	}

	private static boolean isOurs(Advisor advisor) {
		return advisor.getAdvice() instanceof ProfiledInterceptor;
	}

	/**
	 * Beans that have the same advisor. Without patterns their names don't matter.
	 */
	private record BeanKey(String name, Class<?> beanClass, @Nullable Class<?> targetClass) {

	}

	private record Selection(SelectedMethods pointcut, List<Method> methods) {

	}

}
