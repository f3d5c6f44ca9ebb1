package io.logicgraph.memory.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/**
 * Matches if some pool keeps contexts: the auto-configured one, unless that is disabled,
 * or one of the application.
 */
class OnPoolInUseCondition extends AnyNestedCondition {

	OnPoolInUseCondition() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnBooleanProperty(name = "logicgraph.memory.pool.enabled", matchIfMissing = true)
	static class AutoConfiguredPool {

	}

	@ConditionalOnBean(ContextPoolAutoConfiguration.BackedOff.class)
	static class OwnPool {

	}

}
