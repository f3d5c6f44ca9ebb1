package io.logicgraph.memory.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.ReceiverContext;

import org.springframework.util.ClassUtils;

/**
 * What can be noticed of the threads on which an observation's work is done.
 */
class ObservedThreads {

	private static final ClassLoader CLASS_LOADER = ObservedThreads.class.getClassLoader();

	private static final boolean SERVLET_PRESENT = ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest",
			CLASS_LOADER);

	static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Hooks", CLASS_LOADER);

	/**
	 * Nothing can be noticed.
	 */
	private static final ObservedThreads UNKNOWN = new ObservedThreads();

	static ObservedThreads of(Observation.Context context) {
		if (SERVLET_PRESENT && context instanceof ReceiverContext<?> received
				&& ServletRequestThreads.isRequest(received.getCarrier())) {
			return ServletRequestThreads.INSTANCE;
		}
		return (REACTOR_PRESENT && ReactiveThreads.isReactive(context)) ? ReactiveThreads.INSTANCE : UNKNOWN;
	}

	/**
	 * A scope of the observation is opened on another thread than the first one was.
	 */
	void scopeOpenedElsewhere(Observation.Context context, ObservedAllocation allocation) {
	}

	void scopeClosed(Observation.Context context, ObservedAllocation allocation) {
	}

	/**
	 * Return whether work of this kind is never followed to other threads as the
	 * application is configured.
	 */
	boolean areNeverFollowed() {
		return false;
	}

}
