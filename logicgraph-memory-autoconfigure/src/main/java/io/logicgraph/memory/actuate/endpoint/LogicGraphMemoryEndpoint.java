package io.logicgraph.memory.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.logicgraph.memory.context.Printable;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.metrics.MemorySnapshot;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} to look at context pools, recorded memory, profiles and
 * leaks, and to tune pools while they are in use.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
@Endpoint(id = "logicgraphMemory")
@RegisterReflectionForBinding(LeakDescriptor.class)
public class LogicGraphMemoryEndpoint {

	private static final String POOLS = "pools";

	private static final String MEMORY = "memory";

	private static final String PROFILES = "profiles";

	private static final String LEAKS = "leaks";

	private final Supplier<Map<String, ContextPool>> pools;

	private final MemoryMetrics metrics;

	private final ProfileRegistry profiles;

	private final @Nullable LiveHeapWatch liveHeap;

	/**
	 * Create an endpoint.
	 * @param pools supplies the pools by name
	 * @param metrics the recorded memory
	 * @param profiles the profiles
	 * @param liveHeap the watch over the live heap, {@code null} if there is none
	 */
	public LogicGraphMemoryEndpoint(Supplier<Map<String, ContextPool>> pools, MemoryMetrics metrics,
			ProfileRegistry profiles, @Nullable LiveHeapWatch liveHeap) {
		this.pools = Objects.requireNonNull(pools, "pools");
		this.metrics = Objects.requireNonNull(metrics, "metrics");
		this.profiles = Objects.requireNonNull(profiles, "profiles");
		this.liveHeap = liveHeap;
	}

	/**
	 * Return everything but the leaks.
	 * @return the figures at this moment
	 */
	@ReadOperation
	public MemoryReportDescriptor report() {
		return new MemoryReportDescriptor(pools(), memory(), profiles());
	}

	/**
	 * Return one section.
	 * @param section one of {@code pools}, {@code memory}, {@code profiles} and
	 * {@code leaks}
	 * @return the section, or {@code null} if there is no such section
	 */
	@ReadOperation
	public @Nullable Object section(@Selector String section) {
		return switch (section) {
			case POOLS -> OperationResponseBody.of(pools());
			case MEMORY -> memory();
			case PROFILES -> new OperationResponseBodyList<>(profiles());
			case LEAKS -> new OperationResponseBodyList<>(leaks());
			default -> null;
		};
	}

	/**
	 * Return one item of a section.
	 * @param section {@code pools}
	 * @param name name of a pool
	 * @return the pool, or {@code null} if there is no such section or pool
	 */
	@ReadOperation
	public @Nullable PoolDescriptor item(@Selector String section, @Selector String name) {
		ContextPool pool = pool(section, name);
		return (pool != null) ? PoolDescriptor.of(pool) : null;
	}

	/**
	 * Clear a section: set the profiles to 0, or let the idle contexts of all pools go.
	 * @param section {@code profiles} or {@code pools}
	 * @return the section, or {@code null} if there is no such section to clear
	 */
	@DeleteOperation
	public @Nullable String clear(@Selector String section) {
		// Not a boolean, which Spring Boot can't return through JMX.
		switch (section) {
			case PROFILES -> this.profiles.reset();
			case POOLS -> this.pools.get().values().forEach(ContextPool::clear);
			default -> {
				return null;
			}
		}
		return section;
	}

	/**
	 * Change the settings of a pool. Settings that are not given stay as they are.
	 * @param section {@code pools}
	 * @param name name of the pool
	 * @param maxPooled most contexts that the pool keeps for reuse
	 * @param initialCapacity entries for which a new context has room
	 * @param trackStats whether the pool counts what it does
	 * @param minIdle idle contexts that the idle timeout leaves alone
	 * @param idleTimeout how long a context may lie idle, for example {@code 5m} or
	 * {@code PT5M}
	 * @param maxRetainedCapacity capacity in entries up to which a context is kept
	 * @param leakDetection {@code disabled}, {@code sampled} or {@code full}
	 * @param leakThreshold how long a lease may last, for example {@code 60s}
	 * @return the pool with the new settings, or {@code null} if there is no such pool
	 * @throws InvalidEndpointRequestException if nothing is to be changed, or if a
	 * setting is wrong; the pool stays as it is then
	 */
	@WriteOperation
	public @Nullable PoolDescriptor configure(@Selector String section, @Selector String name,
			@Nullable String maxPooled, @Nullable String initialCapacity, @Nullable String trackStats,
			@Nullable String minIdle, @Nullable String idleTimeout, @Nullable String maxRetainedCapacity,
			@Nullable String leakDetection, @Nullable String leakThreshold) {
		ContextPool pool = pool(section, name);
		if (pool == null) {
			return null;
		}
		configure(pool, new PoolChange(maxPooled, initialCapacity, trackStats, minIdle, idleTimeout,
				maxRetainedCapacity, leakDetection, leakThreshold));
		return PoolDescriptor.of(pool);
	}

	private synchronized void configure(ContextPool pool, PoolChange change) {
		PoolConfig config;
		try {
			config = change.applyTo(pool.config());
		}
		catch (IllegalArgumentException ex) {
			String reason = "Pool '%s' was not changed: %s".formatted(Printable.of(pool.name()), ex.getMessage());
			throw new InvalidEndpointRequestException(reason, reason, ex);
		}
		pool.reconfigure(config);
	}

	private @Nullable ContextPool pool(String section, String name) {
		return POOLS.equals(section) ? this.pools.get().get(name) : null;
	}

	private Map<String, PoolDescriptor> pools() {
		Map<String, PoolDescriptor> pools = new LinkedHashMap<>();
		this.pools.get().forEach((name, pool) -> pools.put(name, PoolDescriptor.of(pool)));
		return pools;
	}

	private MemoryDescriptor memory() {
		LiveHeapWatch liveHeap = this.liveHeap;
		return MemoryDescriptor.of(MemorySnapshot.take(this.metrics), (liveHeap != null) ? liveHeap.report() : null);
	}

	private List<ProfileDescriptor> profiles() {
		List<ProfileSnapshot> snapshots = this.profiles.snapshots();
		return snapshots.stream().map(ProfileDescriptor::of).toList();
	}

	private List<LeakDescriptor> leaks() {
		return this.pools.get()
			.entrySet()
			.stream()
			.flatMap((pool) -> pool.getValue().leaks().stream().map((leak) -> LeakDescriptor.of(pool.getKey(), leak)))
			.toList();
	}

}
