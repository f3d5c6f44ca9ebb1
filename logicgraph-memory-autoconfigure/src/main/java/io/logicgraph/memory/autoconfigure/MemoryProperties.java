package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.profile.ProfileRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationUnit;

/**
 * Configuration properties for context pools and allocation accounting.
 *
 * @since 0.7.0
 */
@ConfigurationProperties(MemoryProperties.PREFIX)
public class MemoryProperties implements InitializingBean {

	static final String PREFIX = "logicgraph.memory";

	/**
	 * Whether to configure anything at all.
	 */
	private boolean enabled = true;

	private final Pool pool = new Pool();

	private final Profiled profiled = new Profiled();

	private final Metrics metrics = new Metrics();

	private final Observation observation = new Observation();

	private final LiveHeap liveHeap = new LiveHeap();

	private final Monitor monitor = new Monitor();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Pool getPool() {
		return this.pool;
	}

	public Profiled getProfiled() {
		return this.profiled;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	public Observation getObservation() {
		return this.observation;
	}

	public LiveHeap getLiveHeap() {
		return this.liveHeap;
	}

	public Monitor getMonitor() {
		return this.monitor;
	}

	/**
	 * Check what the types of the properties can't rule out.
	 * @throws InvalidConfigurationPropertyValueException if a value is out of its range
	 */
	@Override
	public void afterPropertiesSet() {
		this.pool.validate();
		this.profiled.validate();
		this.liveHeap.validate();
		this.monitor.validate();
	}

	/**
	 * Properties of the auto-configured pool.
	 */
	public static class Pool {

		private static final String PREFIX = MemoryProperties.PREFIX + ".pool";

		/**
		 * Whether to configure a context pool.
		 */
		private boolean enabled = true;

		/**
		 * Maximum number of idle contexts to keep, from 1 to 1000000. More than that can
		 * be in use at a time.
		 */
		private int maxPooled = 100;

		/**
		 * Number of entries for which a new context has room, from 1 to 16777216.
		 */
		private int initialCapacity = 16;

		/**
		 * Whether the pool counts acquired, reused and released contexts.
		 */
		private boolean trackStats = true;

		/**
		 * Minimum number of idle contexts to keep, from 0 to the maximum.
		 */
		private int minIdle = 0;

		/**
		 * How long a context may be idle before it is discarded, up to 36500 days. Zero
		 * means that idle contexts are kept. If a duration suffix is not specified,
		 * seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration idleTimeout = Duration.ofMinutes(5);

		/**
		 * Largest capacity, in entries, of a context to keep, from the initial capacity
		 * to 16777216. A context that has grown beyond is discarded when it is released.
		 * If not specified, it is the larger of 1024 and four times the initial capacity.
		 */
		private @Nullable Integer maxRetainedCapacity;

		private final Leaks leakDetection = new Leaks();

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxPooled() {
			return this.maxPooled;
		}

		public void setMaxPooled(int maxPooled) {
			this.maxPooled = maxPooled;
		}

		public int getInitialCapacity() {
			return this.initialCapacity;
		}

		public void setInitialCapacity(int initialCapacity) {
			this.initialCapacity = initialCapacity;
		}

		public boolean isTrackStats() {
			return this.trackStats;
		}

		public void setTrackStats(boolean trackStats) {
			this.trackStats = trackStats;
		}

		public int getMinIdle() {
			return this.minIdle;
		}

		public void setMinIdle(int minIdle) {
			this.minIdle = minIdle;
		}

		public Duration getIdleTimeout() {
			return this.idleTimeout;
		}

		public void setIdleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
		}

		public @Nullable Integer getMaxRetainedCapacity() {
			return this.maxRetainedCapacity;
		}

		public void setMaxRetainedCapacity(@Nullable Integer maxRetainedCapacity) {
			this.maxRetainedCapacity = maxRetainedCapacity;
		}

		public Leaks getLeakDetection() {
			return this.leakDetection;
		}

		PoolConfig toPoolConfig() {
			PoolConfig.Builder builder = PoolConfig.builder()
				.maxPooled(this.maxPooled)
				.initialCapacity(this.initialCapacity)
				.trackStats(this.trackStats)
				.minIdle(this.minIdle)
				.idleTimeout(this.idleTimeout)
				.leakDetection(this.leakDetection.level)
				.leakThreshold(this.leakDetection.threshold);
			if (this.maxRetainedCapacity != null) {
				builder.maxRetainedCapacity(this.maxRetainedCapacity);
			}
			return builder.build();
		}

		private void validate() {
			PropertyRanges ranges = new PropertyRanges(PREFIX);
			ranges.require("max-pooled", this.maxPooled, 1, PoolConfig.MAX_POOLED_LIMIT);
			ranges.require("initial-capacity", this.initialCapacity, 1, PoolConfig.CAPACITY_LIMIT);
			ranges.requireAtMost("min-idle", this.minIdle, 0, "max-pooled", this.maxPooled);
			ranges.requireNotNegative("idle-timeout", this.idleTimeout);
			if (this.maxRetainedCapacity != null) {
				ranges.requireAtLeast("max-retained-capacity", this.maxRetainedCapacity, "initial-capacity",
						this.initialCapacity, PoolConfig.CAPACITY_LIMIT);
			}
			ranges.requirePositive("leak-detection.threshold", this.leakDetection.threshold);
		}

		/**
		 * Properties of leak detection.
		 */
		public static class Leaks {

			/**
			 * Which leases are watched for leaks.
			 */
			private LeakDetection level = LeakDetection.SAMPLED;

			/**
			 * How long a context may be in use before it is reported as a leak, longer
			 * than 0 and up to 36500 days. If a duration suffix is not specified, seconds
			 * will be used.
			 */
			@DurationUnit(ChronoUnit.SECONDS)
			private Duration threshold = Duration.ofMinutes(1);

			public LeakDetection getLevel() {
				return this.level;
			}

			public void setLevel(LeakDetection level) {
				this.level = level;
			}

			public Duration getThreshold() {
				return this.threshold;
			}

			public void setThreshold(Duration threshold) {
				this.threshold = threshold;
			}

		}

	}

	/**
	 * Properties of profiled methods.
	 */
	public static class Profiled {

		/**
		 * Whether to profile methods that are annotated with @Profiled or included here.
		 */
		private boolean enabled = true;

		/**
		 * Methods to profile without annotating them: packages or classes, names of
		 * beans, AspectJ expressions. At most 100.
		 */
		private List<String> include = new ArrayList<>();

		/**
		 * Methods not to profile, included or annotated: packages or classes, names of
		 * beans, AspectJ expressions. At most 100.
		 */
		private List<String> exclude = new ArrayList<>();

		/**
		 * Maximum number of profiles, 1 or more. All further methods share one that is
		 * named "other".
		 */
		private int maxProfiles = ProfileRegistry.DEFAULT_MAX_PROFILES;

		/**
		 * What to do about the bytes of virtual threads, which the JVM itself doesn't
		 * count.
		 */
		private VirtualThreads virtualThreads = VirtualThreads.AUTO;

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

		public int getMaxProfiles() {
			return this.maxProfiles;
		}

		public void setMaxProfiles(int maxProfiles) {
			this.maxProfiles = maxProfiles;
		}

		public VirtualThreads getVirtualThreads() {
			return this.virtualThreads;
		}

		public void setVirtualThreads(VirtualThreads virtualThreads) {
			this.virtualThreads = virtualThreads;
		}

		/**
		 * What to do about the bytes of virtual threads.
		 */
		public enum VirtualThreads {

			/**
			 * Count them exactly where the JVM permits it, else leave them out.
			 */
			AUTO,

			/**
			 * Count them exactly, or fail to start.
			 */
			EXACT,

			/**
			 * Leave them out.
			 */
			UNAVAILABLE

		}

		private void validate() {
			PropertyRanges ranges = new PropertyRanges(MemoryProperties.PREFIX + ".profiled");
			ranges.require("max-profiles", this.maxProfiles, 1, Integer.MAX_VALUE);
		}

	}

	/**
	 * Properties of meters.
	 */
	public static class Metrics {

		/**
		 * Whether to register meters of pools, of recorded memory, of profiled methods
		 * and of observations.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Properties of the meters of observations.
	 */
	public static class Observation {

		static final String PREFIX = MemoryProperties.PREFIX + ".observation";

		/**
		 * Whether to publish what observations allocate.
		 */
		private boolean enabled = true;

		/**
		 * Names of the observations to measure: where work enters a service. The asterisk
		 * stands for any characters. At most 100.
		 */
		private List<String> include = new ArrayList<>(List.of("http.server.requests", "grpc.server", "graphql.request",
				"tasks.scheduled.execution", "spring.*.listener", "jms.message.process", "spring.batch.*"));

		/**
		 * Names of observations not to measure. The asterisk stands for any characters.
		 * At most 100.
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

	/**
	 * Properties of the watch over the live heap.
	 */
	public static class LiveHeap {

		/**
		 * Whether to watch the live heap of the process for a leak.
		 */
		private boolean enabled = true;

		/**
		 * Minimum time over which the live heap is judged, longer than 0 and up to 36500
		 * days. A cache that takes longer than half of it to fill looks like a leak. If a
		 * duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration window = LiveHeapWatch.DEFAULT_WINDOW;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getWindow() {
			return this.window;
		}

		public void setWindow(Duration window) {
			this.window = window;
		}

		private void validate() {
			new PropertyRanges(MemoryProperties.PREFIX + ".live-heap").requirePositive("window", this.window);
		}

	}

	/**
	 * Properties of the periodic check of the pools.
	 */
	public static class Monitor {

		/**
		 * Whether to check the pools periodically.
		 */
		private boolean enabled = true;

		/**
		 * Time between two checks, longer than 0 and up to 36500 days. If a duration
		 * suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration interval = Duration.ofSeconds(60);

		/**
		 * Share of reused contexts since the last check, from 0% to 100%, below which a
		 * warning is logged.
		 */
		private Percentage lowReuseThreshold = new Percentage(50);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Percentage getLowReuseThreshold() {
			return this.lowReuseThreshold;
		}

		public void setLowReuseThreshold(Percentage lowReuseThreshold) {
			this.lowReuseThreshold = lowReuseThreshold;
		}

		private void validate() {
			new PropertyRanges(MemoryProperties.PREFIX + ".monitor").requirePositive("interval", this.interval);
		}

	}

}
