package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.Callable;

import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Notes which thread has produced the result of an asynchronous request: Spring MVC calls
 * interceptors on it.
 */
final class AsyncRequestResults
		implements WebMvcConfigurer, CallableProcessingInterceptor, DeferredResultProcessingInterceptor {

	@Override
	public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
		configurer.registerCallableInterceptors(this);
		configurer.registerDeferredResultInterceptors(this);
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
		resultProduced(request);
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, DeferredResult<T> deferredResult, @Nullable Object result) {
		resultProduced(request);
	}

	private static void resultProduced(NativeWebRequest request) {
		HttpServletRequest servletRequest = request.getNativeRequest(HttpServletRequest.class);
		if (servletRequest != null) {
			ServerHttpObservationFilter.findObservationContext(servletRequest)
				.ifPresent(AllocationObservationHandler::resultProduced);
		}
	}

}
