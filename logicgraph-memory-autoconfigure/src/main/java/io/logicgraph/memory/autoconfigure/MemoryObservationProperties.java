package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.PatternMatchUtils;

/**
 * Configuration properties for what observations allocate.
 *
 * @since 0.7.0
 */
@ConfigurationProperties(MemoryObservationProperties.PREFIX)
public class MemoryObservationProperties implements InitializingBean {

	static final String PREFIX = "logicgraph.memory.observation";

	private static final int MAX_PATTERNS = 100;

	/**
	 * Whether to publish what observations allocate.
	 */
	private boolean enabled = true;

	/**
	 * Names of the observations to measure. The asterisk stands for any characters.
	 */
	private List<String> include = new ArrayList<>(List.of("*"));

	/**
	 * Names of observations not to measure. The asterisk stands for any characters.
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

	/**
	 * Check the patterns.
	 * @throws InvalidConfigurationPropertyValueException if there are too many
	 */
	@Override
	public void afterPropertiesSet() {
		check("include", this.include);
		check("exclude", this.exclude);
	}

	boolean matches(String name) {
		return matches(this.include, name) && !matches(this.exclude, name);
	}

	private static boolean matches(List<String> patterns, String name) {
		for (String pattern : patterns) {
			if (PatternMatchUtils.simpleMatch(pattern, name)) {
				return true;
			}
		}
		return false;
	}

	private static void check(String name, List<String> patterns) {
		if (patterns.size() > MAX_PATTERNS) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, patterns,
					"Must be at most %d patterns. Write for example 'http.*'.".formatted(MAX_PATTERNS));
		}
	}

}
