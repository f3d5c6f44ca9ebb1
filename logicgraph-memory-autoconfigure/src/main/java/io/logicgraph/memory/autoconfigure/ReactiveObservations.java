package io.logicgraph.memory.autoconfigure;

import io.micrometer.observation.Observation;
import reactor.core.publisher.Hooks;

import org.springframework.util.ClassUtils;

/**
 * Observations of Spring's reactive web server and client. They follow their work to
 * other threads only where Reactor propagates context automatically.
 */
final class ReactiveObservations {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Hooks",
			ReactiveObservations.class.getClassLoader());

	private ReactiveObservations() {
	}

	static boolean areNotFollowed(Observation.Context context) {
		String type = context.getClass().getName();
		return (type.startsWith("org.springframework.http.server.reactive.")
				|| type.startsWith("org.springframework.web.reactive.")) && REACTOR_PRESENT
				&& !Hooks.isAutomaticContextPropagationEnabled();
	}

}
