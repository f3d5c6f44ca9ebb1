package io.logicgraph.memory.aop;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.HttpEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Finds results of a method whose work is not done when it returns, and that are not
 * followed: a future that is not done, a stream, a publisher that is not declared as one,
 * what Spring MVC works off after a handler method has returned.
 */
final class LaterResult {

	/**
	 * Types whose objects are worked off later. Those of optional libraries are only
	 * there if the library is. An array, since the iterator of a list would be charged to
	 * the call.
	 */
	private static final Class<?>[] TYPES = present(List.of(() -> CompletionStage.class, () -> BaseStream.class,
			() -> Callable.class, () -> Flow.Publisher.class, () -> Publisher.class, () -> DeferredResult.class,
			() -> WebAsyncTask.class, () -> ResponseBodyEmitter.class, () -> StreamingResponseBody.class));

	private static final boolean HTTP_PRESENT = type(() -> HttpEntity.class) != null;

	/**
	 * Whether each result of the return type is such a result.
	 */
	private final boolean declared;

	private LaterResult(boolean declared) {
		this.declared = declared;
	}

	/**
	 * Return how to find such results of a method with this return type, or {@code null}
	 * if it can't have any. Most can't, and then no result is looked at.
	 */
	static @Nullable LaterResult of(Class<?> returnType) {
		if (isValue(returnType)) {
			return null;
		}
		if (isLaterType(returnType) || ReactiveAdapterRegistry.getSharedInstance().getAdapter(returnType) != null) {
			return new LaterResult(true);
		}
		boolean possible = returnType == Object.class || returnType.isInterface()
				|| Future.class.isAssignableFrom(returnType) || (HTTP_PRESENT && HttpBodies.isPossible(returnType));
		return possible ? new LaterResult(false) : null;
	}

	private static boolean isValue(Class<?> returnType) {
		return Collection.class.isAssignableFrom(returnType) || Map.class.isAssignableFrom(returnType)
				|| CharSequence.class.isAssignableFrom(returnType);
	}

	boolean is(@Nullable Object result) {
		return result != null && (this.declared || isLater(result));
	}

	private static boolean isLater(Object result) {
		if (result instanceof Future<?> future) {
			return !isDone(future);
		}
		if (isLaterType(result.getClass())) {
			return true;
		}
		Object body = HTTP_PRESENT ? HttpBodies.body(result) : null;
		return body != null && isLater(body);
	}

	private static boolean isDone(Future<?> future) {
		try {
			return future.isDone();
		}
		catch (Throwable ex) {
			// A minimal stage of CompletableFuture throws here. The caller must get
			// it all the same.
			return false;
		}
	}

	private static boolean isLaterType(Class<?> type) {
		for (Class<?> later : TYPES) {
			if (later.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

	private static Class<?>[] present(List<Supplier<Class<?>>> types) {
		return types.stream().<Class<?>>map(LaterResult::type).filter(Objects::nonNull).toArray(Class<?>[]::new);
	}

	private static @Nullable Class<?> type(Supplier<Class<?>> type) {
		try {
			return type.get();
		}
		catch (NoClassDefFoundError ex) {
			// An optional library that isn't there.
			return null;
		}
	}

	/**
	 * Apart, since Spring Web is optional.
	 */
	private static final class HttpBodies {

		static boolean isPossible(Class<?> returnType) {
			return HttpEntity.class.isAssignableFrom(returnType);
		}

		static @Nullable Object body(Object result) {
			return (result instanceof HttpEntity<?> entity) ? entity.getBody() : null;
		}

	}

}
