package io.logicgraph.memory.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The profiled calls of a bean, by method.
 */
final class ProfiledCalls {

	private static final Log logger = LogFactory.getLog(ProfiledCalls.class);

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ProfiledCalls.class.getClassLoader());

	private final ProfileNames names;

	private final Class<?> userClass;

	private final ObjectProvider<ProfileRegistry> registries;

	private final Map<Method, ProfiledCall> calls = new ConcurrentHashMap<>();

	private volatile @Nullable ProfileRegistry registry;

	ProfiledCalls(ProfileNames names, Class<?> userClass, ObjectProvider<ProfileRegistry> registries) {
		this.names = names;
		this.userClass = userClass;
		this.registries = registries;
	}

	@Nullable ProfiledCall find(Method method) {
		ProfiledCall call = this.calls.get(method);
		return (call != null) ? call : createUncounted(method);
	}

	private @Nullable ProfiledCall createUncounted(Method method) {
		ProfileScope caller = ProfileScope.attach(null);
		try {
			return create(method);
		}
		finally {
			ProfileScope.attach(caller);
		}
	}

	private synchronized @Nullable ProfiledCall create(Method method) {
		ProfileRegistry registry = registry();
		if (registry == null) {
			return null;
		}
		ProfiledCall known = this.calls.get(method);
		if (known != null) {
			return known;
		}
		ProfiledCall call = create(new ProfileSink(registry.profile(this.names.name(method, this.userClass))),
				AopUtils.getMostSpecificMethod(method, this.userClass));
		this.calls.put(method, call);
		return call;
	}

	private static ProfiledCall create(ScopeSink sink, Method method) {
		ProfiledCall asynchronous = createIfAsynchronous(sink, method);
		return (asynchronous != null) ? asynchronous
				: new SynchronousCall(sink, LaterResult.of(method.getReturnType()));
	}

	private static @Nullable ProfiledCall createIfAsynchronous(ScopeSink sink, Method method) {
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return new StageCall(sink);
		}
		return REACTOR_PRESENT ? ReactiveCall.createIfReactive(sink, method) : null;
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

}
