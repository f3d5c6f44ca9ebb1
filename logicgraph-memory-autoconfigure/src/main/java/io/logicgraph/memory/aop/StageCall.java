package io.logicgraph.memory.aop;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a method whose work is done when the {@link CompletionStage} that it returned
 * completes.
 */
final class StageCall implements ProfiledCall {

	private final ScopeSink sink;

	StageCall(ScopeSink sink) {
		this.sink = sink;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		ProfileScope outer = ProfileScope.capture();
		ProfileScope scope = ProfileScope.openShared(this.sink);
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			scope.close(ex);
			throw ex;
		}
		if (result instanceof CompletionStage<?> stage) {
			follow(stage, scope, outer);
		}
		else {
			scope.close(null);
		}
		return result;
	}

	/**
	 * Close a scope, which the current thread has opened and shared, when a stage
	 * completes.
	 * @param outer the scope to be current meanwhile
	 */
	static void follow(CompletionStage<?> stage, ProfileScope scope, @Nullable ProfileScope outer) {
		// Bytes needed to follow the stage belong to no scope.
		ProfileScope.attach(null);
		try {
			Completion completion = new Completion(scope);
			stage.whenComplete(completion);
			completion.returned();
		}
		catch (Throwable ex) {
			// A stage that can't be observed: the call is all that is known.
			scope.missedSome();
			scope.close(null);
		}
		finally {
			ProfileScope.attach(outer);
		}
	}

	private static final class Completion implements BiConsumer<@Nullable Object, @Nullable Throwable> {

		private final ProfileScope scope;

		private volatile @Nullable Thread caller = Thread.currentThread();

		Completion(ProfileScope scope) {
			this.scope = scope;
		}

		void returned() {
			this.caller = null;
		}

		@Override
		public void accept(@Nullable Object result, @Nullable Throwable error) {
			if (this.caller != Thread.currentThread() && !this.scope.isFollowedHere()) {
				this.scope.missedSome();
			}
			this.scope.close(unwrap(error));
		}

		private static @Nullable Throwable unwrap(@Nullable Throwable error) {
			if (error instanceof CompletionException || error instanceof ExecutionException) {
				Throwable cause = error.getCause();
				return (cause != null) ? cause : error;
			}
			return error;
		}

	}

}
