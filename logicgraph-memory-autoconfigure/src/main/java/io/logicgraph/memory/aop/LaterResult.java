package io.logicgraph.memory.aop;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Finds results whose work is not done when the method returns, and that are not
 * followed: a future that is not done, a stream, a publisher that is not declared as one.
 */
final class LaterResult {

	private static final @Nullable Class<?> PUBLISHER = publisher();

	private LaterResult() {
	}

	/**
	 * Return whether a method with this return type may have such a result. Most have
	 * not, and then no result is looked at.
	 */
	static boolean isPossible(Class<?> returnType) {
		if (Collection.class.isAssignableFrom(returnType) || Map.class.isAssignableFrom(returnType)
				|| CharSequence.class.isAssignableFrom(returnType)) {
			return false;
		}
		return returnType == Object.class || returnType.isInterface() || isLater(returnType);
	}

	static boolean is(@Nullable Object result) {
		if (result == null) {
			return false;
		}
		return (result instanceof Future<?> future) ? !isDone(future) : isLater(result.getClass());
	}

	private static boolean isDone(Future<?> future) {
		try {
			return future.isDone();
		}
		catch (Throwable ex) {
			// A minimal stage of CompletableFuture refuses to answer. The caller must get
			// it all the same.
			return false;
		}
	}

	private static boolean isLater(Class<?> type) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type) || (PUBLISHER != null && PUBLISHER.isAssignableFrom(type));
	}

	private static @Nullable Class<?> publisher() {
		String name = "org.reactivestreams.Publisher";
		ClassLoader classLoader = LaterResult.class.getClassLoader();
		return ClassUtils.isPresent(name, classLoader) ? ClassUtils.resolveClassName(name, classLoader) : null;
	}

}
