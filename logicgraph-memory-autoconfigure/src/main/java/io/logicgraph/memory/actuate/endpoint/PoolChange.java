package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.logicgraph.memory.context.Printable;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * Settings to change, as they came in. Those that are {@code null} or blank stay as they
 * are.
 */
record PoolChange(@Nullable String maxPooled, @Nullable String initialCapacity, @Nullable String trackStats,
		@Nullable String minIdle, @Nullable String idleTimeout, @Nullable String maxRetainedCapacity,
		@Nullable String leakDetection, @Nullable String leakThreshold) {

	/**
	 * Return the given settings with these changes.
	 * @throws IllegalArgumentException if there is no change, or one is wrong; the
	 * message names the setting, its value, and what to write
	 */
	PoolConfig applyTo(PoolConfig config) {
		if (isEmpty()) {
			throw new IllegalArgumentException("""
					no setting was given; there are maxPooled, initialCapacity, trackStats, minIdle, idleTimeout, \
					maxRetainedCapacity, leakDetection and leakThreshold""");
		}
		PoolConfig.Builder builder = config.toBuilder();
		set("maxPooled", this.maxPooled, PoolChange::number, builder::maxPooled);
		set("initialCapacity", this.initialCapacity, PoolChange::number, builder::initialCapacity);
		set("trackStats", this.trackStats, PoolChange::flag, builder::trackStats);
		set("minIdle", this.minIdle, PoolChange::number, builder::minIdle);
		set("idleTimeout", this.idleTimeout, PoolChange::duration, builder::idleTimeout);
		set("maxRetainedCapacity", this.maxRetainedCapacity, PoolChange::number, builder::maxRetainedCapacity);
		set("leakDetection", this.leakDetection, PoolChange::level, builder::leakDetection);
		set("leakThreshold", this.leakThreshold, PoolChange::duration, builder::leakThreshold);
		return builder.build();
	}

	private boolean isEmpty() {
		return Stream
			.of(this.maxPooled, this.initialCapacity, this.trackStats, this.minIdle, this.idleTimeout,
					this.maxRetainedCapacity, this.leakDetection, this.leakThreshold)
			.noneMatch(StringUtils::hasText);
	}

	private static <T> void set(String name, @Nullable String value, Parser<T> parser, Consumer<T> setter) {
		if (StringUtils.hasText(value)) {
			setter.accept(parser.parse(name, value.strip()));
		}
	}

	private static Integer number(String name, String value) {
		return parse(name, value, "a number", Integer::valueOf);
	}

	private static Boolean flag(String name, String value) {
		return parse(name, value, "true or false", (text) -> switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException();
		});
	}

	private static Duration duration(String name, String value) {
		return parse(name, value, "a duration such as 60s, 5m or PT5M",
				(text) -> DurationStyle.detectAndParse(text, ChronoUnit.SECONDS));
	}

	private static LeakDetection level(String name, String value) {
		String levels = String.join(", ", Arrays.stream(LeakDetection.values()).map(Labels::of).toList());
		return parse(name, value, "one of " + levels, (text) -> LeakDetection.valueOf(text.toUpperCase(Locale.ROOT)));
	}

	private static <T> T parse(String name, String value, String expected, Function<String, T> parser) {
		try {
			return parser.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("%s must be %s, was '%s'".formatted(name, expected, Printable.of(value)),
					ex);
		}
	}

	/**
	 * Parses the value of a setting.
	 *
	 * @param <T> the type of the setting
	 */
	@FunctionalInterface
	private interface Parser<T> {

		T parse(String name, String value);

	}

}
