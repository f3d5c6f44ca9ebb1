package io.logicgraph.memory.aop;

import java.util.concurrent.CompletionStage;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a method that is done when it returns, unless it returned a
 * {@link CompletionStage} without declaring it. Other work that goes on is not followed.
 */
final class SynchronousCall implements ProfiledCall {

	private final ScopeSink sink;

	private final @Nullable LaterResult laterResult;

	/**
	 * Create a call.
	 * @param sink where it is counted
	 * @param laterResult finds results that are worked off later, or {@code null} if
	 * there can't be any
	 */
	SynchronousCall(ScopeSink sink, @Nullable LaterResult laterResult) {
		this.sink = sink;
		this.laterResult = laterResult;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		ProfileScope scope = ProfileScope.open(this.sink);
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			scope.close(ex);
			throw ex;
		}
		if (this.laterResult == null) {
			scope.close(null);
		}
		else {
			close(scope, result, this.laterResult);
		}
		return result;
	}

	private static void close(ProfileScope scope, @Nullable Object result, LaterResult laterResult) {
		if (result instanceof CompletionStage<?> stage && scope.isFollowedHere()) {
			follow(stage, scope);
			return;
		}
		if (laterResult.is(result)) {
			scope.missedSome();
		}
		scope.close(null);
	}

	/**
	 * Follow a stage that is not declared as one. Only now has the scope to be shared
	 * with the thread that ends it.
	 */
	private static void follow(CompletionStage<?> stage, ProfileScope scope) {
		ProfileScope.capture();
		scope.suspend();
		StageCall.follow(stage, scope, ProfileScope.capture());
	}

}
