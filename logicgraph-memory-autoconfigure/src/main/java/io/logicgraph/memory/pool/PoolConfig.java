package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of a {@link ContextPool}.
 *
 * @param maxPooled most contexts that the pool keeps for reuse; more can be active at a
 * time
 * @param initialCapacity entries for which a new context has room
 * @param trackStats whether the pool counts what it does
 * @param minIdle minimum number of idle contexts to keep
 * @param idleTimeout how long a context may be idle before it is discarded; zero for no
 * limit
 * @param maxRetainedCapacity capacity in entries up to which a context is kept when it is
 * released
 * @param leakDetection how many leases are watched for leaks
 * @param leakThreshold how long a lease may last before it is reported as a leak
 * @since 0.7.0
 */
public record PoolConfig(int maxPooled, int initialCapacity, boolean trackStats, int minIdle, Duration idleTimeout,
		int maxRetainedCapacity, LeakDetection leakDetection, Duration leakThreshold) {

	/**
	 * Largest {@code maxPooled}, in contexts.
	 */
	public static final int MAX_POOLED_LIMIT = 1_000_000;

	/**
	 * Largest {@code initialCapacity} and {@code maxRetainedCapacity}, in entries.
	 */
	public static final int CAPACITY_LIMIT = 1 << 24;

	/**
	 * Largest {@code idleTimeout} and {@code leakThreshold}: a hundred years.
	 */
	public static final Duration DURATION_LIMIT = Duration.ofDays(36500);

	private static final Duration MIN_SWEEP_INTERVAL = Duration.ofMillis(10);

	private static final int DEFAULT_MAX_RETAINED_CAPACITY = 1024;

	private static final PoolConfig DEFAULTS = builder().build();

	/**
	 * Check the settings.
	 * @throws IllegalArgumentException if a setting is out of its range; the message
	 * names the setting, its value and its range
	 */
	public PoolConfig {
		requireRange("maxPooled", maxPooled, 1, MAX_POOLED_LIMIT);
		requireRange("initialCapacity", initialCapacity, 1, CAPACITY_LIMIT);
		requireRange("minIdle", minIdle, 0, maxPooled);
		requireRange("maxRetainedCapacity", maxRetainedCapacity, initialCapacity, CAPACITY_LIMIT);
		Objects.requireNonNull(leakDetection, "leakDetection");
		requireDuration("idleTimeout", idleTimeout, false);
		requireDuration("leakThreshold", leakThreshold, true);
	}

	/**
	 * Return the default settings: 100 contexts of 16 entries.
	 * @return the default settings
	 */
	public static PoolConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Return settings for fewer than 10 threads: 50 contexts of 16 entries.
	 * @return settings for low concurrency
	 */
	public static PoolConfig lowConcurrency() {
		return builder().maxPooled(50).initialCapacity(16).build();
	}

	/**
	 * Return settings for 10 to 100 threads: 200 contexts of 32 entries.
	 * @return settings for high concurrency
	 */
	public static PoolConfig highConcurrency() {
		return builder().maxPooled(200).initialCapacity(32).build();
	}

	/**
	 * Return settings for more than 100 threads: 1000 contexts of 64 entries.
	 * @return settings for very high concurrency
	 */
	public static PoolConfig veryHighConcurrency() {
		return builder().maxPooled(1000).initialCapacity(64).build();
	}

	/**
	 * Return a builder that starts from the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these settings.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return builder().maxPooled(this.maxPooled)
			.initialCapacity(this.initialCapacity)
			.trackStats(this.trackStats)
			.minIdle(this.minIdle)
			.idleTimeout(this.idleTimeout)
			.maxRetainedCapacity(this.maxRetainedCapacity)
			.leakDetection(this.leakDetection)
			.leakThreshold(this.leakThreshold);
	}

	/**
	 * Return how often the pool is swept: often enough that a quarter of a timeout is the
	 * error at most.
	 */
	Duration sweepInterval() {
		Duration shortest = this.leakThreshold;
		if (!this.idleTimeout.isZero() && this.idleTimeout.compareTo(shortest) < 0) {
			shortest = this.idleTimeout;
		}
		Duration interval = shortest.dividedBy(4);
		return (interval.compareTo(MIN_SWEEP_INTERVAL) > 0) ? interval : MIN_SWEEP_INTERVAL;
	}

	private static void requireRange(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw new IllegalArgumentException("%s must be between %d and %d, was %d".formatted(name, min, max, value));
		}
	}

	private static void requireDuration(String name, Duration value, boolean positive) {
		Objects.requireNonNull(value, name);
		if (value.isNegative() || (positive && value.isZero()) || value.compareTo(DURATION_LIMIT) > 0) {
			throw new IllegalArgumentException("%s must be %s, up to %d days, was %s".formatted(name,
					positive ? "longer than 0" : "0 or longer", DURATION_LIMIT.toDays(), value));
		}
	}

	/**
	 * Builder of {@link PoolConfig}. Not thread-safe.
	 */
	public static final class Builder {

		private int maxPooled = 100;

		private int initialCapacity = 16;

		private boolean trackStats = true;

		private int minIdle;

		private Duration idleTimeout = Duration.ofMinutes(5);

		private int maxRetainedCapacity;

		private LeakDetection leakDetection = LeakDetection.SAMPLED;

		private Duration leakThreshold = Duration.ofMinutes(1);

		private Builder() {
		}

		/**
		 * Set the most contexts that the pool keeps for reuse.
		 * @param maxPooled number of contexts, default 100
		 * @return this builder
		 */
		public Builder maxPooled(int maxPooled) {
			this.maxPooled = maxPooled;
			return this;
		}

		/**
		 * Set for how many entries a new context has room.
		 * @param initialCapacity number of entries, default 16
		 * @return this builder
		 */
		public Builder initialCapacity(int initialCapacity) {
			this.initialCapacity = initialCapacity;
			return this;
		}

		/**
		 * Set whether the pool counts what it does.
		 * @param trackStats whether to count, default {@code true}
		 * @return this builder
		 */
		public Builder trackStats(boolean trackStats) {
			this.trackStats = trackStats;
			return this;
		}

		/**
		 * Set the minimum number of idle contexts to keep.
		 * @param minIdle number of contexts, default 0
		 * @return this builder
		 */
		public Builder minIdle(int minIdle) {
			this.minIdle = minIdle;
			return this;
		}

		/**
		 * Set how long a context may be idle before it is discarded.
		 * @param idleTimeout the time, default 5 minutes; zero to keep idle contexts
		 * @return this builder
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Set up to which capacity a context is kept when it is released.
		 * @param maxRetainedCapacity number of entries, default 1024 or four times the
		 * initial capacity if that is more
		 * @return this builder
		 */
		public Builder maxRetainedCapacity(int maxRetainedCapacity) {
			if (maxRetainedCapacity <= 0) {
				throw new IllegalArgumentException(
						"maxRetainedCapacity must be greater than 0, was " + maxRetainedCapacity);
			}
			this.maxRetainedCapacity = maxRetainedCapacity;
			return this;
		}

		/**
		 * Set how many leases are watched for leaks.
		 * @param leakDetection the level, default {@link LeakDetection#SAMPLED}
		 * @return this builder
		 */
		public Builder leakDetection(LeakDetection leakDetection) {
			this.leakDetection = leakDetection;
			return this;
		}

		/**
		 * Set how long a lease may last before it is reported as a leak.
		 * @param leakThreshold the time, default 1 minute
		 * @return this builder
		 */
		public Builder leakThreshold(Duration leakThreshold) {
			this.leakThreshold = leakThreshold;
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a setting is out of its range
		 */
		public PoolConfig build() {
			return new PoolConfig(this.maxPooled, this.initialCapacity, this.trackStats, this.minIdle, this.idleTimeout,
					retainedCapacity(), this.leakDetection, this.leakThreshold);
		}

		private int retainedCapacity() {
			if (this.maxRetainedCapacity > 0) {
				return this.maxRetainedCapacity;
			}
			return (int) Math.min(CAPACITY_LIMIT, Math.max(DEFAULT_MAX_RETAINED_CAPACITY, 4L * this.initialCapacity));
		}

	}

}
