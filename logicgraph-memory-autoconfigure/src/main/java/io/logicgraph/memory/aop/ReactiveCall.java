package io.logicgraph.memory.aop;

import java.lang.reflect.Method;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * Profiles a method whose work is done by the subscriptions to the publisher that it
 * returned. Each subscription is one execution. Bytes of the call itself count for the
 * first one.
 */
final class ReactiveCall implements ProfiledCall {

	private static final boolean COROUTINES_PRESENT = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ReactiveCall.class.getClassLoader());

	private final ScopeSink sink;

	/**
	 * Converts other types than Reactor's; {@code null} for a suspending function, whose
	 * publisher the proxy awaits.
	 */
	private final @Nullable ReactiveAdapter adapter;

	private ReactiveCall(ScopeSink sink, @Nullable ReactiveAdapter adapter) {
		this.sink = sink;
		this.adapter = adapter;
	}

	static @Nullable ReactiveCall createIfReactive(ScopeSink sink, Method method) {
		if (COROUTINES_PRESENT && KotlinDetector.isSuspendingFunction(method)) {
			return new ReactiveCall(sink, null);
		}
		Class<?> type = method.getReturnType();
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		// A subtype, as ConnectableFlux, can't be replaced by a publisher of ours.
		return (adapter != null && !adapter.getDescriptor().isNoValue() && type.isAssignableFrom(wrappedType(adapter)))
				? new ReactiveCall(sink, adapter) : null;
	}

	private static Class<?> wrappedType(ReactiveAdapter adapter) {
		Class<?> type = adapter.getReactiveType();
		return (type == Publisher.class) ? Flux.class : type;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		ProfileScope outer = ProfileScope.attach(null);
		AssemblySink assembly = new AssemblySink(this.sink);
		ProfileScope.attach(outer);
		ProfileScope scope = ProfileScope.open(assembly);
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			scope.close(ex);
			throw ex;
		}
		scope.close(null);
		ProfileScope.attach(null);
		try {
			return wrap(result, assembly);
		}
		finally {
			ProfileScope.attach(outer);
		}
	}

	private @Nullable Object wrap(@Nullable Object result, AssemblySink assembly) {
		if (result == null) {
			return null;
		}
		Publisher<?> publisher = (this.adapter != null) ? this.adapter.toPublisher(result) : (Publisher<?>) result;
		Publisher<?> profiled = (publisher instanceof Mono<?> mono) ? new ProfiledMono<>(mono, assembly)
				: new ProfiledFlux<>(Flux.from(publisher), assembly);
		return (this.adapter != null) ? this.adapter.fromPublisher(profiled) : profiled;
	}

}
