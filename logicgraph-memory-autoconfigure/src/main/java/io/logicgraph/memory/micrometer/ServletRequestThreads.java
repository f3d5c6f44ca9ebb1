package io.logicgraph.memory.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.ReceiverContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a servlet request. Once it went asynchronous, other threads work for it.
 * They were followed if one of them opened a scope, before the request is dispatched
 * again to write the response.
 */
final class ServletRequestThreads extends ObservedThreads {

	static final ServletRequestThreads INSTANCE = new ServletRequestThreads();

	private ServletRequestThreads() {
	}

	static boolean isRequest(@Nullable Object carrier) {
		return carrier instanceof HttpServletRequest;
	}

	@Override
	void scopeOpenedElsewhere(Observation.Context context, ObservedAllocation allocation) {
		try {
			if (REACTOR_PRESENT && ReactiveThreads.isSignalFromElsewhere()) {
				allocation.missSome();
			}
			else if (!allocation.hasLeftItsThread() || request(context).isAsyncStarted()) {
				allocation.follow();
			}
		}
		catch (IllegalStateException ex) {
			// The container uses the request for another one already: this work is late.
			allocation.missSome();
		}
	}

	@Override
	void scopeClosed(Observation.Context context, ObservedAllocation allocation) {
		try {
			if (request(context).isAsyncStarted()) {
				allocation.leaveItsThread();
			}
		}
		catch (IllegalStateException ex) {
			allocation.missSome();
		}
	}

	@SuppressWarnings("NullAway") // ObservedThreads looked at the carrier
	private static HttpServletRequest request(Observation.Context context) {
		return (HttpServletRequest) ((ReceiverContext<?>) context).getCarrier();
	}

}
