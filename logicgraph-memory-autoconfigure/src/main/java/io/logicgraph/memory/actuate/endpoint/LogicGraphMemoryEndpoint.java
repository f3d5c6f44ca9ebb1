package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.logicgraph.memory.actuate.endpoint.MemoryReportDescriptor.OmittedDescriptor;
import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.metrics.MemorySnapshot;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.profile.AllocationRecorder;
import io.logicgraph.memory.profile.AllocationSites;
import io.logicgraph.memory.profile.ObservationSnapshot;
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
@Endpoint(id = LogicGraphMemoryEndpoint.ID)
@RegisterReflectionForBinding({ PoolDescriptor.class, MemoryDescriptor.class, ObservationDescriptor.class,
		ProfileDescriptor.class, LeakDescriptor.class, RecordingDescriptor.class, SitesDescriptor.class,
		ProblemDescriptor.class, SnapshotDescriptor.class })
public class LogicGraphMemoryEndpoint {

	static final String ID = "logicgraphMemory";

	private static final String POOLS = "pools";

	private static final String MEMORY = "memory";

	private static final String OBSERVATIONS = "observations";

	private static final String PROFILES = "profiles";

	private static final String LEAKS = "leaks";

	private static final String SNAPSHOT = "snapshot";

	private static final String RECORDING = "recording";

	static final String SITES = "sites";

	/**
	 * Observations and profiles that a report has at most, each.
	 */
	static final int MAX_ROWS = 1000;

	private static final int DEFAULT_SECONDS = 30;

	private static final int DEFAULT_SAMPLES_PER_SECOND = 1000;

	private final Supplier<Map<String, ContextPool>> pools;

	private final MemoryMetrics metrics;

	private final ProfileRegistry profiles;

	private final @Nullable LiveHeapWatch liveHeap;

	private final Supplier<Map<String, Following>> following;

	private final AllocationRecorder recorder;

	/**
	 * Create an endpoint.
	 * @param pools supplies the pools by name
	 * @param metrics the recorded memory
	 * @param profiles the profiles
	 * @param liveHeap the watch over the live heap, {@code null} if there is none
	 * @param following supplies which work is followed to other threads, by kind
	 * @param recorder records the sites of allocations
	 */
	public LogicGraphMemoryEndpoint(Supplier<Map<String, ContextPool>> pools, MemoryMetrics metrics,
			ProfileRegistry profiles, @Nullable LiveHeapWatch liveHeap, Supplier<Map<String, Following>> following,
			AllocationRecorder recorder) {
		this.pools = Objects.requireNonNull(pools, "pools");
		this.metrics = Objects.requireNonNull(metrics, "metrics");
		this.profiles = Objects.requireNonNull(profiles, "profiles");
		this.liveHeap = liveHeap;
		this.following = Objects.requireNonNull(following, "following");
		this.recorder = Objects.requireNonNull(recorder, "recorder");
	}

	/**
	 * Return everything but the leaks: of observations and profiles the 1,000 each that
	 * allocated most.
	 * @return the figures at this moment
	 */
	@ReadOperation
	public MemoryReportDescriptor report() {
		return report(MAX_ROWS);
	}

	private MemoryReportDescriptor report(int maxRows) {
		OptionalLong allocatedBytes = this.profiles.jvmAllocatedBytes();
		List<ObservationDescriptor> observations = observations();
		List<ProfileDescriptor> profiles = profiles();
		return new MemoryReportDescriptor(this.profiles.since().toString(), Instant.now().toString(),
				allocatedBytes.isPresent() ? allocatedBytes.getAsLong() : null, pools(), memory(),
				first(maxRows, observations), first(maxRows, profiles), OmittedDescriptor
					.of(Math.max(observations.size() - maxRows, 0), Math.max(profiles.size() - maxRows, 0)));
	}

	private static <T> List<T> first(int maxRows, List<T> rows) {
		return (rows.size() > maxRows) ? rows.subList(0, maxRows) : rows;
	}

	/**
	 * Return one section.
	 * @param section one of {@code pools}, {@code memory}, {@code observations},
	 * {@code profiles}, {@code leaks}, {@code recording} and {@code sites}, or
	 * {@code snapshot} for all figures
	 * @return the section
	 * @throws InvalidEndpointRequestException if there is no such section; the message
	 * names those that there are
	 */
	@ReadOperation
	public Object section(@Selector String section) {
		return switch (section) {
			case POOLS -> OperationResponseBody.of(pools());
			case MEMORY -> memory();
			case OBSERVATIONS -> new OperationResponseBodyList<>(observations());
			case PROFILES -> new OperationResponseBodyList<>(profiles());
			case LEAKS -> new OperationResponseBodyList<>(leaks());
			case RECORDING -> RecordingDescriptor.of(this.recorder);
			case SITES -> SitesDescriptor.of(sites());
			case SNAPSHOT -> new SnapshotDescriptor(report(Integer.MAX_VALUE), leaks());
			default -> throw UnknownNameException.section(section,
					List.of(POOLS, MEMORY, OBSERVATIONS, PROFILES, LEAKS, RECORDING, SITES, SNAPSHOT));
		};
	}

	/**
	 * Return one item of a section.
	 * @param section {@code pools}
	 * @param name name of a pool
	 * @return the pool
	 * @throws InvalidEndpointRequestException if there is no such section or pool; the
	 * message names those that there are
	 */
	@ReadOperation
	public PoolDescriptor item(@Selector String section, @Selector String name) {
		return PoolDescriptor.of(pool(section, name));
	}

	AllocationSites sites() {
		AllocationSites sites = this.recorder.sites();
		if (sites == null) {
			throw UnknownNameException.sites();
		}
		return sites;
	}

	/**
	 * Start to record where the application allocates. The recording ends by itself; the
	 * section {@code sites} has its result then.
	 * @param section {@code recording}
	 * @param seconds how long to record, 30 if not given
	 * @param samplesPerSecond how many samples to take at most, 1000 if not given
	 * @return the recording
	 * @throws InvalidEndpointRequestException if a value is out of its range, if a
	 * recording is running, or if nothing can be recorded here
	 */
	@WriteOperation
	public RecordingDescriptor record(@Selector String section, @Nullable Integer seconds,
			@Nullable Integer samplesPerSecond) {
		if (!RECORDING.equals(section)) {
			throw UnknownNameException.section(section, List.of(RECORDING));
		}
		try {
			this.recorder.start(Duration.ofSeconds((seconds != null) ? seconds : DEFAULT_SECONDS),
					(samplesPerSecond != null) ? samplesPerSecond : DEFAULT_SAMPLES_PER_SECOND);
		}
		catch (IllegalArgumentException ex) {
			String reason = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(reason, reason, ex);
		}
		catch (IllegalStateException ex) {
			throw new ConflictException(ex);
		}
		return RecordingDescriptor.of(this.recorder);
	}

	/**
	 * Clear a section: set observations and profiles to 0, which begin at the same
	 * moment, or discard the idle contexts of all pools.
	 * @param section {@code observations} or {@code profiles}, or {@code pools}
	 * @throws InvalidEndpointRequestException if there is no such section to clear
	 */
	@DeleteOperation
	public void clear(@Selector String section) {
		switch (section) {
			case OBSERVATIONS, PROFILES -> this.profiles.reset();
			case POOLS -> this.pools.get().values().forEach(ContextPool::clear);
			default -> throw UnknownNameException.section(section, List.of(OBSERVATIONS, PROFILES, POOLS));
		}
	}

	/**
	 * Change the settings of a pool. Settings that are not given stay as they are.
	 * <p>
	 * Durations are texts, so that a number without a unit means seconds, as in the
	 * properties, and so that JConsole can write them.
	 * @param section {@code pools}
	 * @param name name of the pool
	 * @param maxPooled maximum number of idle contexts to keep
	 * @param initialCapacity entries for which a new context has room
	 * @param minIdle minimum number of idle contexts to keep
	 * @param idleTimeout how long a context may be idle before it is discarded, for
	 * example {@code 5m} or {@code PT5M}
	 * @param maxRetainedCapacity largest capacity, in entries, of a context to keep
	 * @param leakDetection which leases are watched for leaks
	 * @param leakThreshold how long a lease may last, for example {@code 60s}
	 * @return the pool with the new settings
	 * @throws InvalidEndpointRequestException if there is no such pool, if no setting is
	 * given, or if one is wrong; the pool keeps its settings then
	 */
	@WriteOperation
	public PoolDescriptor configure(@Selector String section, @Selector String name, @Nullable Integer maxPooled,
			@Nullable Integer initialCapacity, @Nullable Integer minIdle, @Nullable String idleTimeout,
			@Nullable Integer maxRetainedCapacity, @Nullable LeakDetection leakDetection,
			@Nullable String leakThreshold) {
		ContextPool pool = pool(section, name);
		try {
			reconfigure(pool, new PoolChange(maxPooled, initialCapacity, minIdle, idleTimeout, maxRetainedCapacity,
					leakDetection, leakThreshold));
		}
		catch (IllegalArgumentException ex) {
			String reason = "Pool '%s' was not changed: %s".formatted(Printable.of(name), ex.getMessage());
			throw new InvalidEndpointRequestException(reason, reason, ex);
		}
		return PoolDescriptor.of(pool);
	}

	private synchronized void reconfigure(ContextPool pool, PoolChange change) {
		pool.reconfigure(change.applyTo(pool.config()));
	}

	private ContextPool pool(String section, String name) {
		if (!POOLS.equals(section)) {
			throw UnknownNameException.section(section, List.of(POOLS));
		}
		Map<String, ContextPool> pools = this.pools.get();
		ContextPool pool = pools.get(name);
		if (pool == null) {
			throw UnknownNameException.pool(name, pools.keySet());
		}
		return pool;
	}

	private Map<String, PoolDescriptor> pools() {
		Map<String, PoolDescriptor> pools = new LinkedHashMap<>();
		this.pools.get().forEach((name, pool) -> pools.put(name, PoolDescriptor.of(pool)));
		return pools;
	}

	private MemoryDescriptor memory() {
		LiveHeapWatch liveHeap = this.liveHeap;
		return MemoryDescriptor.of(MemorySnapshot.take(this.metrics), (liveHeap != null) ? liveHeap.report() : null,
				this.following.get());
	}

	private List<ObservationDescriptor> observations() {
		List<ObservationSnapshot> snapshots = this.profiles.observations();
		OptionalLong jvmAllocatedBytes = this.profiles.jvmAllocatedBytes();
		return snapshots.stream().map((snapshot) -> ObservationDescriptor.of(snapshot, jvmAllocatedBytes)).toList();
	}

	private List<ProfileDescriptor> profiles() {
		List<ProfileSnapshot> snapshots = this.profiles.snapshots();
		OptionalLong jvmAllocatedBytes = this.profiles.jvmAllocatedBytes();
		return snapshots.stream().map((snapshot) -> ProfileDescriptor.of(snapshot, jvmAllocatedBytes)).toList();
	}

	private List<LeakDescriptor> leaks() {
		return this.pools.get()
			.entrySet()
			.stream()
			.flatMap((pool) -> pool.getValue().leaks().stream().map((leak) -> LeakDescriptor.of(pool.getKey(), leak)))
			.toList();
	}

}
