package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileScope;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The profiled calls by method and class of the target. A key made of both would be
 * allocated at each call.
 */
final class ProfiledCalls {

	private static final Log logger = LogFactory.getLog(ProfiledCalls.class);

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ProfiledCalls.class.getClassLoader());

	private final ProfileNaming naming;

	private final ObjectProvider<ProfileRegistry> registries;

	private final Map<Method, MethodCalls> calls = new ConcurrentHashMap<>();

	private volatile @Nullable ProfileRegistry registry;

	ProfiledCalls(ProfileNaming naming, ObjectProvider<ProfileRegistry> registries) {
		this.naming = naming;
		this.registries = registries;
	}

	@Nullable ProfiledCall find(MethodInvocation invocation) {
		Object target = invocation.getThis();
		Method method = invocation.getMethod();
		Class<?> targetClass = (target != null) ? target.getClass() : method.getDeclaringClass();
		MethodCalls calls = this.calls.get(method);
		ProfiledCall call = (calls != null) ? calls.on(targetClass) : null;
		return (call != null) ? call : createUncounted(invocation, method, targetClass);
	}

	private @Nullable ProfiledCall createUncounted(MethodInvocation invocation, Method method, Class<?> targetClass) {
		ProfileScope caller = ProfileScope.attach(null);
		try {
			return create(invocation, method, targetClass);
		}
		finally {
			ProfileScope.attach(caller);
		}
	}

	private synchronized @Nullable ProfiledCall create(MethodInvocation invocation, Method method,
			Class<?> targetClass) {
		ProfileRegistry registry = registry();
		if (registry == null) {
			return null;
		}
		MethodCalls calls = this.calls.get(method);
		ProfiledCall known = (calls != null) ? calls.on(targetClass) : null;
		if (known != null) {
			return known;
		}
		ProfileId id = this.naming.name(method, targetClass);
		ProfiledCall call = create(registry.profile(id), AopUtils.getMostSpecificMethod(method, targetClass));
		if (SpringProxy.class.isAssignableFrom(targetClass)) {
			call = new NestedProxyCall(call);
		}
		ReflectionWarmUp.prepare(invocation);
		if (calls == null) {
			this.calls.put(method, new MethodCalls(targetClass, call));
		}
		else {
			calls.others.put(targetClass, call);
		}
		return call;
	}

	private static ProfiledCall create(Profile profile, Method method) {
		ProfiledCall asynchronous = createIfAsynchronous(profile, method);
		return (asynchronous != null) ? asynchronous : new SynchronousCall(profile);
	}

	private static @Nullable ProfiledCall createIfAsynchronous(Profile profile, Method method) {
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return new StageCall(profile);
		}
		return REACTOR_PRESENT ? ReactiveCall.createIfReactive(profile, method) : null;
	}

	private @Nullable ProfileRegistry registry() {
		ProfileRegistry registry = this.registry;
		if (registry == null) {
			try {
				registry = this.registries.getIfAvailable();
				this.registry = registry;
			}
			catch (BeansException ex) {
				// A call while the context starts or stops must not fail for our sake.
				logger.debug("No profile registry yet", ex);
			}
		}
		return registry;
	}

	/**
	 * The calls of one method: mostly on one class, so that one look-up is enough.
	 */
	private static final class MethodCalls {

		private final Class<?> firstClass;

		private final ProfiledCall first;

		private final Map<Class<?>, ProfiledCall> others = new ConcurrentHashMap<>();

		MethodCalls(Class<?> firstClass, ProfiledCall first) {
			this.firstClass = firstClass;
			this.first = first;
		}

		@Nullable ProfiledCall on(Class<?> targetClass) {
			return (targetClass == this.firstClass) ? this.first : this.others.get(targetClass);
		}

	}

}
