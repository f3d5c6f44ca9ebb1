package io.logicgraph.memory.aop;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Lets reflection settle on a method before it is profiled.
 * <p>
 * Spring's proxies call the target by {@link Method#invoke}, inside what is measured. The
 * JDK allocates tens of kilobytes when it first does so, again at the 16th call (JDK 17,
 * which then generates bytecode) or at the 128th (JDK 18 and later, which then customizes
 * a method handle). So that this is not charged to the method, it is called that often
 * beforehand: not on the bean, but on a stand-in that has the proxy's class and answers
 * without doing anything.
 */
final class ReflectionWarmUp {

	private static final Log logger = LogFactory.getLog(ReflectionWarmUp.class);

	private static final int CALLS = 160;

	private static final SpringObjenesis objenesis = new SpringObjenesis();

	private ReflectionWarmUp() {
	}

	static void prepare(MethodInvocation invocation) {
		try {
			Method method = invocation.getMethod();
			Object standIn = (invocation instanceof ProxyMethodInvocation proxied) ? standIn(proxied.getProxy()) : null;
			if (method.getDeclaringClass().isInstance(standIn)) {
				settle(method, standIn);
			}
		}
		catch (Throwable ex) {
			logger.debug("The first calls of " + invocation.getMethod() + " may be counted with more bytes than they "
					+ "allocate", ex);
		}
	}

	private static void settle(Method method, Object standIn) throws Throwable {
		Class<?>[] types = method.getParameterTypes();
		@Nullable Object[] arguments = new Object[types.length];
		for (int i = 0; i < types.length; i++) {
			arguments[i] = zero(types[i]);
		}
		for (int i = 0; i < CALLS; i++) {
			AopUtils.invokeJoinpointUsingReflection(standIn, method, arguments);
		}
	}

	private static @Nullable Object standIn(Object proxy) {
		if (Proxy.isProxyClass(proxy.getClass())) {
			InvocationHandler handler = (self, method, arguments) -> zero(method.getReturnType());
			return Proxy.newProxyInstance(proxy.getClass().getClassLoader(), proxy.getClass().getInterfaces(), handler);
		}
		return (proxy instanceof Factory factory) ? subclassStandIn(factory) : null;
	}

	private static Object subclassStandIn(Factory proxy) {
		MethodInterceptor interceptor = (self, method, arguments, methodProxy) -> zero(method.getReturnType());
		Callback[] callbacks = proxy.getCallbacks().clone();
		for (int i = 0; i < callbacks.length; i++) {
			if (callbacks[i] instanceof MethodInterceptor) {
				callbacks[i] = interceptor;
			}
		}
		Object standIn = objenesis.newInstance(proxy.getClass(), false);
		((Factory) standIn).setCallbacks(callbacks);
		return standIn;
	}

	private static @Nullable Object zero(Class<?> type) {
		return (type.isPrimitive() && type != void.class) ? Array.get(Array.newInstance(type, 1), 0) : null;
	}

}
