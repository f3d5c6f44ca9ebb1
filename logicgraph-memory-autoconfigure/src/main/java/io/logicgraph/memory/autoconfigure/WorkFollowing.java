package io.logicgraph.memory.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.logicgraph.memory.actuate.endpoint.Following;
import reactor.core.publisher.Hooks;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.task.TaskDecorator;
import org.springframework.util.ClassUtils;

/**
 * Which work is followed to other threads, as the application is configured.
 */
final class WorkFollowing implements Supplier<Map<String, Following>> {

	private static final ClassLoader CLASS_LOADER = WorkFollowing.class.getClassLoader();

	private static final boolean CONTEXT_PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", CLASS_LOADER);

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Hooks", CLASS_LOADER);

	private static final String ADD_JAR = "Add io.micrometer:context-propagation to the class path";

	private final ListableBeanFactory beanFactory;

	WorkFollowing(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Map<String, Following> get() {
		Map<String, Following> following = new LinkedHashMap<>();
		following.put("tasks", tasks());
		if (REACTOR_PRESENT) {
			following.put("reactor", reactor());
		}
		return following;
	}

	/**
	 * Return what to do so that more is followed, empty if there is nothing.
	 */
	String advice() {
		return get().values()
			.stream()
			.map(Following::reason)
			.filter(Objects::nonNull)
			.distinct()
			.collect(Collectors.joining(" "));
	}

	private Following tasks() {
		if (!CONTEXT_PROPAGATION_PRESENT) {
			return Following.no("Tasks of executors (@Async and others) are not followed. " + ADD_JAR
					+ " and write 'spring.task.execution.propagate-context: true'.");
		}
		// The property stands for such a bean, in versions of Spring Boot that have it.
		if (this.beanFactory.getBeanNamesForType(TaskDecorator.class, true, false).length > 0) {
			return Following.YES;
		}
		return Following.no("Tasks of executors (@Async and others) are not followed. Write "
				+ "'spring.task.execution.propagate-context: true' (before Spring Boot 4.1, declare a bean of type "
				+ "ContextPropagatingTaskDecorator), and wrap executors of your own with ContextExecutorService.");
	}

	private static Following reactor() {
		if (!CONTEXT_PROPAGATION_PRESENT) {
			return Following.no("Reactor's chains, and so requests of WebFlux, are not followed. " + ADD_JAR
					+ " and write 'spring.reactor.context-propagation: auto'.");
		}
		return Hooks.isAutomaticContextPropagationEnabled() ? Following.YES
				: Following.no("Reactor's chains, and so requests of WebFlux, are not followed. Write "
						+ "'spring.reactor.context-propagation: auto'.");
	}

}
