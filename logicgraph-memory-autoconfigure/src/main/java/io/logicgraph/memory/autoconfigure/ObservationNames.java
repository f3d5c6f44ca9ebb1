package io.logicgraph.memory.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.springframework.core.env.Environment;
import org.springframework.util.Assert;
import org.springframework.util.PatternMatchUtils;

/**
 * Names of the observations to measure.
 */
final class ObservationNames implements Predicate<String> {

	/**
	 * More names are matched each time.
	 */
	private static final int MAX_KNOWN = 1000;

	private final Map<String, Boolean> known = new ConcurrentHashMap<>();

	private final String[] include;

	private final String[] exclude;

	ObservationNames(MemoryProperties.Observation properties, Environment environment) {
		this.include = check("include", properties.getInclude(), environment);
		this.exclude = check("exclude", properties.getExclude(), environment);
	}

	@Override
	public boolean test(String name) {
		Boolean known = this.known.get(name);
		return (known != null) ? known : match(name);
	}

	private boolean match(String name) {
		boolean matches = PatternMatchUtils.simpleMatch(this.include, name)
				&& !PatternMatchUtils.simpleMatch(this.exclude, name);
		if (this.known.size() < MAX_KNOWN) {
			this.known.put(name, matches);
		}
		return matches;
	}

	private static String[] check(String name, List<String> patterns, Environment environment) {
		return new PatternProperty(environment, MemoryProperties.Observation.PREFIX + "." + name)
			.parse(patterns, (pattern) -> {
				Assert.hasText(pattern, "Must not be empty. Remove it or write for example 'http.*'.");
				return pattern.strip();
			})
			.toArray(new String[0]);
	}

}
