package io.logicgraph.memory.autoconfigure;

import java.util.EnumSet;
import java.util.Set;

import io.logicgraph.memory.actuate.health.MemoryProblem;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the health of pools and live heap.
 *
 * @since 0.7.0
 */
@ConfigurationProperties("logicgraph.memory.health")
public class MemoryHealthProperties {

	/**
	 * Whether the health endpoint has leaked contexts, misuse of pools and growth of the
	 * live heap.
	 */
	private boolean enabled;

	/**
	 * Problems for which the status is DOWN. It stays so for ten minutes after the
	 * problem was last seen.
	 */
	private Set<MemoryProblem> down = EnumSet.noneOf(MemoryProblem.class);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Set<MemoryProblem> getDown() {
		return this.down;
	}

	public void setDown(Set<MemoryProblem> down) {
		this.down = down;
	}

}
