package io.logicgraph.memory.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless {@code logicgraph.memory.enabled} is {@code false}. A value that is
 * neither that nor {@code true} fails the start, where
 * {@code @ConditionalOnBooleanProperty} would switch everything off without a word: with
 * the properties not bound, nobody else looks at it.
 */
class OnMemoryEnabledCondition extends SpringBootCondition {

	private static final String KEY = MemoryProperties.PREFIX + ".enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = Binder.get(context.getEnvironment()).bind(KEY, Boolean.class).orElse(true);
		return new ConditionOutcome(enabled, ConditionMessage.forCondition(KEY).because("it is " + enabled));
	}

}
