package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Pool of contexts.
 * <p>
 * Never blocks and never runs empty: if no context is idle, a new one is made, and if
 * there are already {@link PoolConfig#maxPooled()} when it comes back, it is let go. So
 * the maximum bounds what is kept, not what can be out at a time.
 * <p>
 * Thread-safe, for platform and virtual threads.
 *
 * <h2>How it works</h2> Up to a few entries per core are <em>homed</em> in stripes. Each
 * thread prefers the stripe that its id hashes to; there, one compareAndSet on the
 * entry's state hands it out and another takes it back ({@link PoolEntry} states that
 * protocol), and no reference is written, so that no garbage collection barrier is paid.
 * All other idle entries lie on a stack under a lock, which is taken if no stripe has a
 * free entry (more holders than stripes) and when an entry without a home comes back.
 * <p>
 * Nothing is counted on the way through a stripe: an entry's lease number already tells
 * how often it was handed out and taken back.
 *
 * @since 0.7.0
 */
public final class ContextPool implements AutoCloseable {

	private static final String DEFAULT_NAME = "contextPool";

	private static final Duration MIN_SWEEP_INTERVAL = Duration.ofMillis(10);

	private static final int STRIPES_PER_CORE = 4;

	private static final int MAX_STRIPES = 64;

	private final String name;

	private final MemoryMetrics metrics;

	private final LeakDetector leaks;

	private final LongAdder[] misuses = adders(MisuseKind.values().length);

	private final LongAdder overdue = new LongAdder();

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Homed entries. An element changes only under the lock. Threads that read it without
	 * the lock may see an old one, but then the compareAndSet on that entry's state
	 * fails; the compareAndSet also is what makes the entry's fields visible to them.
	 */
	private volatile @Nullable PoolEntry[] stripes;

	private volatile PoolConfig config;

	/**
	 * Copies of settings that the fast path reads. Plain, since acting on the old value a
	 * little longer is harmless.
	 */
	private int maxRetainedCapacity;

	private long watchMask;

	// All that follows is guarded by the lock.

	private final IdleStack idle = new IdleStack();

	private final long[] discarded = new long[DiscardReason.values().length];

	private int homed;

	private int peak;

	private long created;

	private long reusedFromStack;

	private long reusedFromFormerHomes;

	private long returnedHomeless;

	private long returnedToFormerHomes;

	private long lost;

	private boolean closed;

	private @Nullable PoolHousekeeper housekeeper;

	/**
	 * Create a pool with the default settings.
	 */
	public ContextPool() {
		this(PoolConfig.defaults());
	}

	/**
	 * Create a pool.
	 * @param config its settings
	 */
	public ContextPool(PoolConfig config) {
		this(DEFAULT_NAME, config);
	}

	/**
	 * Create a pool that reports to {@link MemoryMetrics#global()}.
	 * @param name its name in messages and statistics
	 * @param config its settings
	 */
	public ContextPool(String name, PoolConfig config) {
		this(name, config, MemoryMetrics.global());
	}

	/**
	 * Create a pool.
	 * @param name its name in messages and statistics
	 * @param config its settings
	 * @param metrics where the bytes of its contexts are recorded
	 */
	public ContextPool(String name, PoolConfig config, MemoryMetrics metrics) {
		this.name = Objects.requireNonNull(name, "name");
		this.leaks = new LeakDetector(name);
		this.metrics = Objects.requireNonNull(metrics, "metrics");
		this.config = Objects.requireNonNull(config, "config");
		this.stripes = new PoolEntry[stripeCount(config)];
		copySettings(config);
	}

	/**
	 * Return the name of this pool.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the settings in force.
	 * @return the settings
	 */
	public PoolConfig config() {
		return this.config;
	}

	/**
	 * Hand out an empty context, to be given back with {@link #release(Context)}.
	 * @return a context that nobody else holds
	 */
	public Context acquire() {
		return lease();
	}

	/**
	 * Hand out an empty context that gives itself back when it is closed.
	 * @return a context that nobody else holds
	 */
	public PooledContext lease() {
		PoolEntry entry = take();
		return new PooledContext(entry, entry.lease());
	}

	/**
	 * Take back a context. From now on it must not be used.
	 * @param context a context that this pool handed out
	 * @throws PoolMisuseException if the context was given back before, came from
	 * somewhere else, or is {@code null}; the pool is not affected
	 */
	public void release(Context context) {
		if (context instanceof PooledContext pooled) {
			pooled.release(this);
			return;
		}
		throw (context != null)
				? misuse(MisuseKind.FOREIGN_RELEASE,
						"A context that came from no pool was released to pool '%s'".formatted(this.name))
				: misuse(MisuseKind.NULL_RELEASE, "null was released to pool '%s'".formatted(this.name));
	}

	/**
	 * Return how many contexts are idle.
	 * @return the number of contexts ready for reuse
	 */
	public int size() {
		this.lock.lock();
		try {
			int size = this.idle.size();
			for (PoolEntry entry : this.stripes) {
				if (entry != null && PoolEntry.isFree(entry.observe())) {
					size++;
				}
			}
			return size;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the share of contexts handed out that had been used before.
	 * @return percent, 0 to 100; 0 before the first use
	 */
	public double reuseRate() {
		return stats().reuseRate();
	}

	/**
	 * Return the heap that idle contexts occupy, without the keys.
	 * @return bytes
	 */
	public long retainedBytes() {
		return stats().retainedBytes();
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public PoolStats stats() {
		this.lock.lock();
		try {
			long fromStripes = this.reusedFromFormerHomes;
			long toStripes = this.returnedToFormerHomes;
			int size = this.idle.size();
			long retained = this.idle.footprint();
			for (PoolEntry entry : this.stripes) {
				if (entry == null) {
					continue;
				}
				long state = entry.observe();
				fromStripes += leasesAtHome(entry, state);
				toStripes += returnsAtHome(entry, state);
				if (PoolEntry.isFree(state)) {
					size++;
					retained += entry.footprint();
				}
			}
			return this.config.trackStats() ? stats(fromStripes, toStripes, size, retained) : untracked(size, retained);
		}
		finally {
			this.lock.unlock();
		}
	}

	private PoolStats stats(long fromStripes, long toStripes, int size, long retained) {
		long reused = this.reusedFromStack + fromStripes;
		long acquired = this.created + reused;
		long released = this.returnedHomeless + toStripes;
		return new PoolStats(acquired, reused, this.created, size, this.peak, acquired - released - this.lost, released,
				retained, counts(DiscardReason.class, this.discarded),
				counts(LeakKind.class, new long[] { this.overdue.sum(), this.lost }),
				counts(MisuseKind.class, sums(this.misuses)));
	}

	private PoolStats untracked(int size, long retained) {
		return new PoolStats(0, 0, 0, size, 0, 0, 0, retained, Map.of(), Map.of(), Map.of());
	}

	/**
	 * Return the leaks found, one report for each place where they were acquired.
	 * @return the reports, oldest first, a bounded number
	 */
	public List<LeakReport> leaks() {
		return this.leaks.reports();
	}

	/**
	 * Let all idle contexts go.
	 */
	public void clear() {
		this.lock.lock();
		try {
			letGo(DiscardReason.CLEARED, 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Change the settings while the pool is in use. What they allow no more is let go at
	 * once if it is idle, otherwise when it comes back. An initial capacity holds for
	 * contexts made from now on.
	 * @param config the new settings
	 */
	public void reconfigure(PoolConfig config) {
		Objects.requireNonNull(config, "config");
		this.lock.lock();
		try {
			this.config = config;
			copySettings(config);
			int count = stripeCount(config);
			if (count != this.stripes.length) {
				evictAll();
				this.stripes = new PoolEntry[count];
			}
			letGo(DiscardReason.SHRUNK, config.maxPooled());
			stopHousekeeper();
			startHousekeeper();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let all idle contexts go and keep none from now on: contexts that are out can still
	 * be used and given back, and new ones can be acquired, but each is made anew. Also
	 * ends the pool's thread.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			evictAll();
			letGo(DiscardReason.CLOSED, 0);
			stopHousekeeper();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return "ContextPool[" + this.name + "]";
	}

	private PoolEntry take() {
		PoolEntry[] stripes = this.stripes;
		int preferred = preferredStripe(stripes);
		PoolEntry entry = stripes[preferred];
		if (entry == null || !entry.tryLease()) {
			entry = takeElsewhere(stripes, preferred);
		}
		if ((entry.lease() >>> 1 & this.watchMask) == 0) {
			watch(entry);
		}
		return entry;
	}

	private PoolEntry takeElsewhere(@Nullable PoolEntry[] stripes, int preferred) {
		for (int i = 1; i < stripes.length; i++) {
			PoolEntry entry = stripes[(preferred + i) & (stripes.length - 1)];
			if (entry != null && entry.tryLease()) {
				return entry;
			}
		}
		PoolEntry idle = takeFromStack();
		return (idle != null) ? idle : create();
	}

	private @Nullable PoolEntry takeFromStack() {
		this.lock.lock();
		try {
			PoolEntry entry = this.idle.pop();
			if (entry != null) {
				entry.leaseOwned();
				this.reusedFromStack++;
			}
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private PoolEntry create() {
		this.lock.lock();
		try {
			// Leases start anywhere, so that contexts which never come back are sampled
			// too.
			PoolEntry entry = new PoolEntry(this, this.config.initialCapacity(), 2 * this.created + 1);
			this.metrics.recordAllocation(entry.footprint());
			this.metrics.recordContextAllocation();
			this.created++;
			startHousekeeper();
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void watch(PoolEntry entry) {
		if (this.leaks.mayWatch(this.config.leakDetection())) {
			sendFromHome(entry);
			this.leaks.watch(entry, entry.lease());
		}
	}

	/**
	 * Take back a lease.
	 * @return whether it was still held
	 */
	boolean giveBack(PoolEntry entry, long lease) {
		if (entry.tryEndHomed(lease)) {
			if (entry.capacity() <= this.maxRetainedCapacity) {
				entry.recycle();
				entry.free();
			}
			else {
				discardFromHome(entry);
			}
		}
		else if (entry.tryEndHomeless(lease)) {
			WatchedLease watch = entry.watch();
			if (watch != null) {
				this.leaks.ended(entry, watch);
			}
			entry.recycle();
			place(entry);
		}
		else {
			return false;
		}
		return true;
	}

	private void place(PoolEntry entry) {
		this.lock.lock();
		try {
			this.returnedHomeless++;
			if (this.closed) {
				discard(entry, DiscardReason.CLOSED);
			}
			else if (entry.capacity() > this.maxRetainedCapacity) {
				discard(entry, DiscardReason.OVERSIZED);
			}
			else if (kept() >= this.config.maxPooled()) {
				discard(entry, DiscardReason.FULL);
			}
			else if (!home(entry)) {
				this.idle.push(entry, System.nanoTime());
			}
			this.peak = Math.max(this.peak, kept());
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean home(PoolEntry entry) {
		PoolEntry[] stripes = this.stripes;
		if (this.homed == stripes.length) {
			return false;
		}
		int i = preferredStripe(stripes);
		while (stripes[i] != null) {
			i = (i + 1) & (stripes.length - 1);
		}
		entry.homeAt(entry.lease());
		entry.free();
		stripes[i] = entry;
		this.homed++;
		return true;
	}

	private void discardFromHome(PoolEntry entry) {
		this.lock.lock();
		try {
			leaveHome(entry);
			entry.recycle();
			discard(entry, DiscardReason.OVERSIZED);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Make an entry that the caller holds come back without a home.
	 */
	private void sendFromHome(PoolEntry entry) {
		this.lock.lock();
		try {
			if (entry.tryEvict(entry.observe())) {
				leaveHome(entry);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private int kept() {
		return this.homed + this.idle.size();
	}

	private void leaveHome(PoolEntry entry) {
		for (int i = 0; i < this.stripes.length; i++) {
			if (this.stripes[i] == entry) {
				long state = entry.observe();
				this.reusedFromFormerHomes += leasesAtHome(entry, state);
				this.returnedToFormerHomes += returnsAtHome(entry, state);
				this.stripes[i] = null;
				this.homed--;
				return;
			}
		}
	}

	/**
	 * Let idle contexts go until at most {@code keep} contexts are left.
	 */
	private void letGo(DiscardReason reason, int keep) {
		while (kept() > keep) {
			PoolEntry entry = this.idle.removeOldest();
			if (entry == null) {
				break;
			}
			discard(entry, reason);
		}
		for (PoolEntry entry : homed()) {
			long state = entry.observe();
			if (kept() > keep && PoolEntry.isFree(state) && entry.tryEvict(state)) {
				leaveHome(entry);
				discard(entry, reason);
			}
		}
	}

	/**
	 * Take all entries out of the stripes, so that those which are out come back through
	 * {@link #place}.
	 */
	private void evictAll() {
		for (PoolEntry entry : homed()) {
			long state = entry.observe();
			while (!entry.tryEvict(state)) {
				Thread.onSpinWait();
				state = entry.observe();
			}
			leaveHome(entry);
			if (PoolEntry.isFree(state)) {
				this.idle.push(entry, System.nanoTime());
			}
		}
	}

	private List<PoolEntry> homed() {
		return Arrays.stream(this.stripes).filter(Objects::nonNull).toList();
	}

	private void discard(PoolEntry entry, DiscardReason reason) {
		this.metrics.recordDeallocation(entry.footprint());
		this.discarded[reason.ordinal()]++;
	}

	void grown(long allocatedBytes, long droppedBytes) {
		this.metrics.recordAllocation(allocatedBytes);
		this.metrics.recordDeallocation(droppedBytes);
	}

	/**
	 * Strike off a lease whose context was garbage collected.
	 */
	void lost(WatchedLease watch) {
		this.lock.lock();
		try {
			this.lost++;
			this.metrics.recordDeallocation(watch.footprint());
		}
		finally {
			this.lock.unlock();
		}
		this.leaks.reportLost(watch);
	}

	PoolMisuseException misuse(MisuseKind kind, String message) {
		this.misuses[kind.ordinal()].increment();
		return new PoolMisuseException(kind, message);
	}

	/**
	 * Report overdue leases and let go what has been idle for too long.
	 */
	void sweep() {
		PoolConfig config = this.config;
		if (config.leakDetection() != LeakDetection.DISABLED) {
			this.overdue.add(this.leaks.reportOverdue(config.leakThreshold()));
		}
		this.lock.lock();
		try {
			long now = System.nanoTime();
			for (PoolEntry entry : homed()) {
				lookAfter(entry, entry.unchangedNanos(now), config);
			}
			letGoIdle(now, config);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lookAfter(PoolEntry entry, long unchangedNanos, PoolConfig config) {
		long state = entry.seenState();
		if (PoolEntry.isFree(state)) {
			if (isOver(config.idleTimeout(), unchangedNanos) && kept() > config.minIdle() && entry.tryEvict(state)) {
				leaveHome(entry);
				discard(entry, DiscardReason.IDLE);
			}
		}
		else if (unchangedNanos > config.leakThreshold().toNanos()) {
			forgetHolder(entry, state);
		}
	}

	/**
	 * Stop referring to an entry that is not coming back soon, so that it can be
	 * collected if its handle was lost.
	 */
	private void forgetHolder(PoolEntry entry, long state) {
		if (entry.tryEvict(state)) {
			leaveHome(entry);
		}
		else if (PoolEntry.isBeingReturned(state) && entry.observe() == state) {
			leaveHome(entry);
			discard(entry, DiscardReason.BROKEN);
		}
	}

	private void letGoIdle(long now, PoolConfig config) {
		while (!config.idleTimeout().isZero() && kept() > config.minIdle()) {
			PoolEntry entry = this.idle.removeOlderThan(config.idleTimeout().toNanos(), now);
			if (entry == null) {
				return;
			}
			discard(entry, DiscardReason.IDLE);
		}
	}

	private static boolean isOver(Duration timeout, long nanos) {
		return !timeout.isZero() && nanos >= timeout.toNanos();
	}

	private void startHousekeeper() {
		if (this.housekeeper == null && !this.closed && this.created > 0) {
			this.housekeeper = new PoolHousekeeper(this, this.leaks.lost(), sweepInterval(this.config));
			this.housekeeper.start();
		}
	}

	private void stopHousekeeper() {
		if (this.housekeeper != null) {
			this.housekeeper.stop();
			this.housekeeper = null;
		}
	}

	/**
	 * Often enough that a quarter of a timeout is the error at most.
	 */
	private static Duration sweepInterval(PoolConfig config) {
		Duration shortest = config.leakThreshold();
		if (!config.idleTimeout().isZero() && config.idleTimeout().compareTo(shortest) < 0) {
			shortest = config.idleTimeout();
		}
		Duration interval = shortest.dividedBy(4);
		return (interval.compareTo(MIN_SWEEP_INTERVAL) > 0) ? interval : MIN_SWEEP_INTERVAL;
	}

	private void copySettings(PoolConfig config) {
		this.maxRetainedCapacity = config.maxRetainedCapacity();
		this.watchMask = config.leakDetection().mask();
	}

	private static int stripeCount(PoolConfig config) {
		int wanted = Math.min(MAX_STRIPES, STRIPES_PER_CORE * Runtime.getRuntime().availableProcessors());
		return Integer.highestOneBit(Math.min(wanted, config.maxPooled()));
	}

	private static int preferredStripe(@Nullable PoolEntry[] stripes) {
		return (int) (Thread.currentThread().getId() * 0x9E3779B97F4A7C15L >>> 40) & (stripes.length - 1);
	}

	private static long leasesAtHome(PoolEntry entry, long state) {
		return (PoolEntry.leaseOf(state) - entry.homedAtLease() + 1) / 2;
	}

	private static long returnsAtHome(PoolEntry entry, long state) {
		return (PoolEntry.leaseOf(state) - entry.homedAtLease()) / 2;
	}

	private static LongAdder[] adders(int count) {
		LongAdder[] adders = new LongAdder[count];
		for (int i = 0; i < count; i++) {
			adders[i] = new LongAdder();
		}
		return adders;
	}

	private static long[] sums(LongAdder[] adders) {
		long[] sums = new long[adders.length];
		for (int i = 0; i < sums.length; i++) {
			sums[i] = adders[i].sum();
		}
		return sums;
	}

	private static <E extends Enum<E>> Map<E, Long> counts(Class<E> type, long[] counts) {
		Map<E, Long> map = new EnumMap<>(type);
		for (E constant : type.getEnumConstants()) {
			map.put(constant, counts[constant.ordinal()]);
		}
		return Map.copyOf(map);
	}

}
