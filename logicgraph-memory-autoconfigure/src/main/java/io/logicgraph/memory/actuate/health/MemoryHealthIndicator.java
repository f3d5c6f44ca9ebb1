package io.logicgraph.memory.actuate.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.logicgraph.memory.metrics.LiveHeapVerdict;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.pool.ContextPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} that reports leaked contexts, misuse of pools and whether the
 * live heap grows. The status is {@link Status#UP} unless a problem is present that was
 * chosen to be {@link Status#DOWN}. It stays so for ten minutes after the problem was
 * last seen, so that it doesn't flap.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class MemoryHealthIndicator extends AbstractHealthIndicator {

	/**
	 * How long a problem counts after it was last seen.
	 */
	static final Duration HOLD = Duration.ofMinutes(10);

	private final Supplier<Map<String, ContextPool>> pools;

	private final Supplier<@Nullable LiveHeapVerdict> liveHeap;

	private final Set<MemoryProblem> down;

	private final InstantSource clock;

	private final Map<MemoryProblem, Instant> lastSeen = new EnumMap<>(MemoryProblem.class);

	private long leaksBefore;

	/**
	 * Create an indicator.
	 * @param pools supplies the pools by name
	 * @param liveHeap the watch over the live heap, {@code null} if there is none
	 * @param down the problems for which the status is {@link Status#DOWN}
	 */
	public MemoryHealthIndicator(Supplier<Map<String, ContextPool>> pools, @Nullable LiveHeapWatch liveHeap,
			Set<MemoryProblem> down) {
		this(pools, () -> (liveHeap != null) ? liveHeap.report().verdict() : null, down, InstantSource.system());
	}

	MemoryHealthIndicator(Supplier<Map<String, ContextPool>> pools, Supplier<@Nullable LiveHeapVerdict> liveHeap,
			Set<MemoryProblem> down, InstantSource clock) {
		super("The health of pools and live heap could not be checked");
		this.pools = Objects.requireNonNull(pools, "pools");
		this.liveHeap = liveHeap;
		this.down = Set.copyOf(down);
		this.clock = clock;
	}

	@Override
	protected synchronized void doHealthCheck(Health.Builder builder) {
		long leaks = 0;
		long misuse = 0;
		for (ContextPool pool : this.pools.get().values()) {
			leaks += sum(pool.stats().leaked());
			misuse += sum(pool.stats().misuse());
		}
		LiveHeapVerdict verdict = this.liveHeap.get();
		note(MemoryProblem.LEAK, leaks > this.leaksBefore);
		note(MemoryProblem.GROWTH, verdict == LiveHeapVerdict.GROWING);
		this.leaksBefore = leaks;
		builder.up().withDetail("leaks", leaks).withDetail("misuse", misuse);
		if (verdict != null) {
			builder.withDetail("liveHeap", verdict.label());
		}
		List<String> problems = this.lastSeen.keySet().stream().map(MemoryProblem::label).toList();
		if (!problems.isEmpty()) {
			builder.withDetail("problems", problems);
		}
		if (this.lastSeen.keySet().stream().anyMatch(this.down::contains)) {
			builder.down();
		}
	}

	private void note(MemoryProblem problem, boolean present) {
		Instant now = this.clock.instant();
		if (present) {
			this.lastSeen.put(problem, now);
		}
		this.lastSeen.computeIfPresent(problem, (key, seen) -> seen.plus(HOLD).isAfter(now) ? seen : null);
	}

	private static long sum(Map<?, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

}
