package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * Settings of a pool to change. Those that are {@code null} or blank stay as they are.
 */
record PoolChange(@Nullable Integer maxPooled, @Nullable Integer initialCapacity, @Nullable Integer minIdle,
		@Nullable String idleTimeout, @Nullable Integer maxRetainedCapacity, @Nullable LeakDetection leakDetection,
		@Nullable String leakThreshold) {

	/**
	 * Return the given settings with these changes.
	 * @throws IllegalArgumentException if there is no change, or one is wrong; the
	 * message names the setting, its value, and what to write
	 */
	PoolConfig applyTo(PoolConfig config) {
		if (isEmpty()) {
			throw new IllegalArgumentException("""
					no setting was given. Use maxPooled, initialCapacity, minIdle, idleTimeout, maxRetainedCapacity, \
					leakDetection, leakThreshold.""");
		}
		PoolConfig.Builder builder = config.toBuilder();
		set(this.maxPooled, builder::maxPooled);
		set(this.initialCapacity, builder::initialCapacity);
		set(this.minIdle, builder::minIdle);
		set(duration("idleTimeout", this.idleTimeout), builder::idleTimeout);
		set(this.maxRetainedCapacity, builder::maxRetainedCapacity);
		set(this.leakDetection, builder::leakDetection);
		set(duration("leakThreshold", this.leakThreshold), builder::leakThreshold);
		return builder.build();
	}

	private boolean isEmpty() {
		return Stream
			.of(this.maxPooled, this.initialCapacity, this.minIdle, this.idleTimeout, this.maxRetainedCapacity,
					this.leakDetection, this.leakThreshold)
			.allMatch((setting) -> setting == null || (setting instanceof String text && text.isBlank()));
	}

	private static <T> void set(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

	private static @Nullable Duration duration(String name, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return null;
		}
		try {
			return DurationStyle.detectAndParse(value.strip(), ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"%s must be a duration such as 60s, 5m or PT5M, was '%s'".formatted(name, Printable.of(value)), ex);
		}
	}

}
