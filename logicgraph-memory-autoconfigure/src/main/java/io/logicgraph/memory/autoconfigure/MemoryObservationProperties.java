package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for what observations allocate.
 *
 * @since 0.7.0
 */
@ConfigurationProperties(MemoryObservationProperties.PREFIX)
public class MemoryObservationProperties {

	static final String PREFIX = "logicgraph.memory.observation";

	/**
	 * Whether to publish what observations allocate.
	 */
	private boolean enabled = true;

	/**
	 * Names of the observations to measure. The asterisk stands for any characters. At
	 * most 100.
	 */
	private List<String> include = new ArrayList<>(List.of("*"));

	/**
	 * Names of observations not to measure. The asterisk stands for any characters. At
	 * most 100.
	 */
	private List<String> exclude = new ArrayList<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public List<String> getInclude() {
		return this.include;
	}

	public void setInclude(List<String> include) {
		this.include = include;
	}

	public List<String> getExclude() {
		return this.exclude;
	}

	public void setExclude(List<String> exclude) {
		this.exclude = exclude;
	}

}
