package io.logicgraph.memory.autoconfigure;

import java.time.Duration;

import io.logicgraph.memory.pool.PoolConfig;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Checks the properties under a prefix. What it throws is analyzed by Spring Boot, which
 * adds where a value came from.
 */
final class PropertyRanges {

	private final String prefix;

	PropertyRanges(String prefix) {
		this.prefix = prefix;
	}

	void require(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw invalid(name, value, "Must be a number from %d to %d.".formatted(min, max));
		}
	}

	void requireAtMost(String name, int value, int min, String otherName, int other) {
		if (value < min || value > other) {
			throw invalid(name, value,
					"Must be a number from %d to %d, which is the value of '%s'. Lower this one or raise that one."
						.formatted(min, other, name(otherName)));
		}
	}

	void requireAtLeast(String name, int value, String otherName, int other, int max) {
		if (value < other || value > max) {
			throw invalid(name, value,
					"Must be a number from %d, which is the value of '%s', to %d. Raise this one or lower that one."
						.formatted(other, name(otherName), max));
		}
	}

	void requireNotNegative(String name, Duration value) {
		if (value.isNegative() || !isInRange(value)) {
			throw invalid(name, value,
					"Must be a duration from 0 to 36500 days. Write for example '5m', or '0' for never.");
		}
	}

	void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero() || !isInRange(value)) {
			throw invalid(name, value, "Must be a duration longer than 0, up to 36500 days. Write for example '60s'.");
		}
	}

	private static boolean isInRange(Duration value) {
		return value.compareTo(PoolConfig.DURATION_LIMIT) <= 0;
	}

	private InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(name(name), value, reason);
	}

	private String name(String name) {
		return this.prefix + "." + name;
	}

}
