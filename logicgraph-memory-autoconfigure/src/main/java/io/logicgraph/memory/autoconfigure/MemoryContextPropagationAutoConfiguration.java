package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.micrometer.ProfileScopeThreadLocalAccessor;
import io.micrometer.context.ContextRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that lets scopes travel with
 * Micrometer's context propagation. Usually its {@link ContextRegistry} finds the
 * accessor by itself. It does not if the thread that used it first had a context class
 * loader which can't see the application, such as a worker of the common pool.
 *
 * @since 0.7.0
 */
@Lazy(false)
@AutoConfiguration
@ConditionalOnClass(ContextRegistry.class)
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
public final class MemoryContextPropagationAutoConfiguration {

	MemoryContextPropagationAutoConfiguration() {
		register(ContextRegistry.getInstance());
	}

	static void register(ContextRegistry registry) {
		boolean known = registry.getThreadLocalAccessors()
			.stream()
			.anyMatch((accessor) -> accessor.key().equals(ProfileScope.CONTEXT_KEY));
		if (!known) {
			registry.registerThreadLocalAccessor(new ProfileScopeThreadLocalAccessor());
		}
	}

}
