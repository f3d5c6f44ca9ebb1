package io.logicgraph.memory.micrometer;

import java.util.Set;

import io.micrometer.observation.Observation;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.NonBlocking;

/**
 * The threads of an observation of Spring's reactive web server or client. Its work is
 * followed only where Reactor propagates context automatically. Then Reactor opens a
 * scope for each task of a scheduler, and also for a signal that comes from a thread
 * without one. What that thread did before the signal was not followed.
 */
final class ReactiveThreads extends ObservedThreads {

	static final ReactiveThreads INSTANCE = new ReactiveThreads();

	private static final int MAX_FRAMES = 40;

	private static final String CONTEXT_PROPAGATION = "reactor.core.publisher.ContextPropagation";

	private static final Set<String> SIGNALS = Set.of("onNext", "onError", "onComplete");

	private ReactiveThreads() {
	}

	static boolean isReactive(Observation.Context context) {
		String type = context.getClass().getName();
		return type.startsWith("org.springframework.http.server.reactive.")
				|| type.startsWith("org.springframework.web.reactive.");
	}

	@Override
	void scopeOpenedElsewhere(Observation.Context context, ObservedAllocation allocation) {
		if (isSignalFromElsewhere()) {
			allocation.missSome();
		}
	}

	@Override
	boolean areNeverFollowed() {
		return !Hooks.isAutomaticContextPropagationEnabled();
	}

	/**
	 * Return whether the scope that is being opened is for a signal that comes from a
	 * thread without a scope. Those of an event loop are the network's: the application
	 * did nothing there before.
	 */
	static boolean isSignalFromElsewhere() {
		return !(Thread.currentThread() instanceof NonBlocking) && StackWalker.getInstance()
			.walk((frames) -> frames.limit(MAX_FRAMES)
				.dropWhile((frame) -> !frame.getClassName().startsWith(CONTEXT_PROPAGATION))
				.dropWhile((frame) -> frame.getClassName().startsWith(CONTEXT_PROPAGATION))
				.findFirst()
				.filter((frame) -> SIGNALS.contains(frame.getMethodName()))
				.isPresent());
	}

}
