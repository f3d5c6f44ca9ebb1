package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * A property that holds a bounded list of patterns.
 */
final class PatternProperty {

	private static final int MAX_PATTERNS = 100;

	private final Environment environment;

	private final String name;

	PatternProperty(Environment environment, String name) {
		this.environment = environment;
		this.name = name;
	}

	/**
	 * Return the patterns in the environment, which is available before properties are
	 * bound to beans.
	 */
	List<String> read() {
		return Binder.get(this.environment).bind(this.name, Bindable.listOf(String.class)).orElse(List.of());
	}

	/**
	 * Parse patterns.
	 * @param patterns the value of the property
	 * @param parser parses a pattern or throws an {@link IllegalArgumentException} that
	 * says what to write
	 * @throws InvalidConfigurationPropertyValueException if a pattern is wrong or there
	 * are too many
	 */
	<T> List<T> parse(List<String> patterns, Function<String, T> parser) {
		if (patterns.size() > MAX_PATTERNS) {
			throw new InvalidConfigurationPropertyValueException(key(MAX_PATTERNS), patterns.get(MAX_PATTERNS),
					"Must be at most %d patterns, but there are %d. Use wildcards.".formatted(MAX_PATTERNS,
							patterns.size()));
		}
		List<T> parsed = new ArrayList<>(patterns.size());
		for (int i = 0; i < patterns.size(); i++) {
			try {
				parsed.add(parser.apply(patterns.get(i)));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(key(i), patterns.get(i), ex.getMessage());
			}
		}
		return parsed;
	}

	/**
	 * Return the key under which a pattern was written: its own, or that of a value with
	 * commas.
	 */
	private String key(int index) {
		String element = "%s[%d]".formatted(this.name, index);
		return this.environment.containsProperty(element) ? element : this.name;
	}

}
