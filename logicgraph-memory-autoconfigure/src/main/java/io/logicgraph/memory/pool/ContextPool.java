package io.logicgraph.memory.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.internal.CollectionWatch;
import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Pool of contexts.
 * <p>
 * Never blocks and never runs empty: if no context is idle, a new one is made, and if the
 * pool already keeps {@link PoolConfig#maxPooled()} of them when it is returned, it is
 * discarded. So the maximum bounds what is kept, not what can be active at a time.
 * <p>
 * Thread-safe, for platform and virtual threads.
 * <p>
 * A lease and a return are one compareAndSet each while there is an idle context in a
 * {@linkplain Stripes stripe}; all else takes a lock ({@link EntryStore}). Memory
 * ordering is described in {@link PoolEntry}.
 *
 * @since 0.7.0
 */
public final class ContextPool implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ContextPool.class);

	private static final String DEFAULT_NAME = "contextPool";

	private final String name;

	/**
	 * The name as it may be put into messages.
	 */
	private final String label;

	private final MemoryMetrics metrics;

	private final PoolCounts counts = new PoolCounts();

	private final EntryRegistry registry;

	private final EntryStore store;

	private final LeakDetector leaks;

	private final CollectionWatch collections = new CollectionWatch();

	private volatile PoolConfig config;

	/**
	 * Copies of settings that the fast path reads. Plain, since acting on the old value a
	 * little longer is harmless.
	 */
	private int maxRetainedCapacity;

	private long watchMask;

	/**
	 * Whether the housekeeper looks after this pool.
	 */
	private volatile boolean lookedAfter;

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
		this.label = Printable.of(name);
		this.metrics = Objects.requireNonNull(metrics, "metrics");
		this.config = Objects.requireNonNull(config, "config");
		this.leaks = new LeakDetector(this.label);
		this.registry = new EntryRegistry(this, metrics);
		this.store = new EntryStore(config, this.counts, this.registry);
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
	 * Return the name as it may be put into messages.
	 */
	String label() {
		return this.label;
	}

	/**
	 * Return the settings in force.
	 * @return the settings
	 */
	public PoolConfig config() {
		return this.config;
	}

	/**
	 * Acquire an empty context, to be returned with {@link #release(Context)}.
	 * @return a context that nobody else holds
	 */
	public Context acquire() {
		return lease();
	}

	/**
	 * Lease an empty context, which is returned when it is closed.
	 * @return a context that nobody else holds
	 */
	public PooledContext lease() {
		PoolEntry entry = leaseEntry();
		return new PooledContext(entry, entry.lease());
	}

	/**
	 * Run some work with a context that is returned when the work ends.
	 * @param <T> the type of the result
	 * @param work the work, which must not keep the context
	 * @return what the work returns
	 */
	public <T extends @Nullable Object> T execute(Function<? super Context, ? extends T> work) {
		try (PooledContext context = lease()) {
			return work.apply(context);
		}
	}

	/**
	 * Make contexts until the pool keeps as many as it may, so that none need be made
	 * while the application works. Each counts as acquired, created and released.
	 */
	public void prefill() {
		List<PoolEntry> entries = new ArrayList<>();
		try {
			for (int i = this.store.kept(); i < this.config.maxPooled() && !isClosed(); i++) {
				entries.add(create());
			}
		}
		finally {
			entries.forEach((entry) -> end(entry, entry.lease()));
		}
	}

	/**
	 * Return a context. From now on it must not be used.
	 * @param context a context that was acquired from this pool
	 * @throws PoolMisuseException if the context was returned before, came from somewhere
	 * else, or is {@code null}; the pool is not affected
	 */
	public void release(Context context) {
		if (context instanceof PooledContext pooled) {
			pooled.release(this);
			return;
		}
		throw (context != null)
				? misuse(MisuseKind.FOREIGN_RELEASE,
						"A context that came from no pool was released to pool '%s'".formatted(this.label))
				: misuse(MisuseKind.NULL_RELEASE, "null was released to pool '%s'".formatted(this.label));
	}

	/**
	 * Return how many contexts are idle.
	 * @return the number of contexts ready for reuse
	 */
	public int size() {
		return this.store.idleCount();
	}

	/**
	 * Return the share of acquired contexts that had been used before.
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
		return this.store.stats().retainedBytes();
	}

	/**
	 * Return the heap that the keys which idle contexts have learned occupy: keys that
	 * contexts share with each other and with the application are counted each time.
	 * @return bytes, as for strings of Latin-1 characters
	 */
	public long retainedKeyBytes() {
		return this.store.keyBytes();
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public PoolStats stats() {
		PoolStats stats = this.store.stats();
		return this.config.trackStats() ? stats : stats.untracked();
	}

	/**
	 * Return the leaks found, one report for each place where they were acquired.
	 * @return the reports, oldest first, a bounded number
	 */
	public List<LeakReport> leaks() {
		return this.leaks.reports();
	}

	/**
	 * Discard all idle contexts.
	 */
	public void clear() {
		this.store.clear();
	}

	/**
	 * Change the settings while the pool is in use. Idle contexts that they don't allow
	 * are discarded at once, active ones when they are returned. An initial capacity
	 * applies to contexts made from now on.
	 * @param config the new settings
	 * @throws IllegalArgumentException if {@link PoolConfig#trackStats()} is another one
	 * than before: counters that stop and go on would look like resets
	 */
	public synchronized void reconfigure(PoolConfig config) {
		Objects.requireNonNull(config, "config");
		if (config.trackStats() != this.config.trackStats()) {
			throw new IllegalArgumentException(
					"trackStats of pool '%s' is %s and can't be changed while the pool is in use; make a new pool"
						.formatted(this.label, this.config.trackStats()));
		}
		this.config = config;
		copySettings(config);
		this.store.reconfigure(config);
		if (this.lookedAfter) {
			PoolHousekeeper.lookAfter(this.registry, config.sweepInterval());
		}
	}

	/**
	 * Discard all idle contexts and keep none from now on: active contexts can still be
	 * used and released, and new ones can be acquired, but each is made anew. Warns of
	 * contexts that are active.
	 */
	@Override
	public void close() {
		if (this.store.close()) {
			stopHousekeeping();
			warnOfActive();
		}
	}

	/**
	 * Return whether this pool was closed. It makes each context anew then, and keeps
	 * none.
	 * @return whether {@link #close()} was called
	 */
	public boolean isClosed() {
		return this.store.isClosed();
	}

	private void warnOfActive() {
		long active = stats().active();
		if (active > 0) {
			List<CallSite> open = this.leaks.open();
			logger.warn("Pool '%s' was closed while %d of its contexts were active%s".formatted(this.label, active,
					open.isEmpty() ? "" : ". One of them was"), open.isEmpty() ? null : open.get(0).trimmed());
		}
	}

	@Override
	public String toString() {
		return "ContextPool[" + this.label + "]";
	}

	private PoolEntry leaseEntry() {
		PoolEntry entry = this.store.tryLease();
		if (entry == null) {
			entry = create();
		}
		keepYoung(entry);
		if ((entry.lease() >>> 1 & this.watchMask) == 0) {
			watch(entry);
		}
		return entry;
	}

	private void keepYoung(PoolEntry entry) {
		try {
			entry.keepYoung(this.collections.count());
		}
		catch (OutOfMemoryError ex) {
			// The array that the entry has serves as well, and the entry must not get
			// lost.
		}
	}

	private PoolEntry create() {
		PoolEntry entry = new PoolEntry(this, this.config.initialCapacity(), this.registry);
		entry.madeAfter(this.collections.count());
		long footprint = entry.footprint();
		this.store.leaseFirst(entry);
		this.metrics.recordAllocation(footprint);
		entry.live().footprint = footprint;
		this.metrics.recordContextAllocation();
		if (!this.lookedAfter) {
			startHousekeeping();
		}
		return entry;
	}

	private synchronized void startHousekeeping() {
		if (isClosed()) {
			PoolHousekeeper.handleEvents();
		}
		else {
			this.lookedAfter = PoolHousekeeper.lookAfter(this.registry, this.config.sweepInterval());
		}
	}

	private synchronized void stopHousekeeping() {
		PoolHousekeeper.leave(this.registry);
		this.lookedAfter = false;
	}

	private void watch(PoolEntry entry) {
		if (this.leaks.mayWatch(this.config.leakDetection())) {
			this.store.leaveStripe(entry);
			entry.live().watch = this.leaks.watch(entry, entry.lease());
		}
	}

	/**
	 * End a lease.
	 * @return whether it was still held
	 * @throws PoolMisuseException if the entry was found damaged; it is not pooled again
	 */
	boolean end(PoolEntry entry, long lease) {
		if (!entry.tryEndInStripe(lease)) {
			return endOutside(entry, lease);
		}
		boolean sound = entry.recycle();
		if (sound && entry.capacity() <= this.maxRetainedCapacity) {
			entry.free();
		}
		else {
			this.store.discardReturned(entry, sound ? DiscardReason.OVERSIZED : DiscardReason.BROKEN);
			entry.requireSound(lease, sound);
		}
		return true;
	}

	/**
	 * End a lease of an entry that is not in a stripe.
	 */
	private boolean endOutside(PoolEntry entry, long lease) {
		if (!entry.tryEndOutside(lease)) {
			return false;
		}
		WatchedLease watch = entry.live().watch;
		if (watch != null) {
			entry.live().watch = null;
			entry.remember(this.leaks.ended(watch));
		}
		boolean sound = entry.recycle();
		this.store.add(entry, sound);
		if (watch != null) {
			this.leaks.reportLate(watch);
		}
		entry.requireSound(lease, sound);
		return true;
	}

	MemoryMetrics metrics() {
		return this.metrics;
	}

	/**
	 * Count an entry that was garbage collected: a lost lease, or one whose return was
	 * interrupted.
	 */
	void lost(LiveEntry entry) {
		if (this.store.lost(entry)) {
			this.leaks.reportLost(entry.watch, this.config.leakDetection());
		}
	}

	PoolMisuseException misuse(MisuseKind kind, String message) {
		this.counts.misused(kind);
		return new PoolMisuseException(kind, message);
	}

	/**
	 * Report overdue leases and discard what has been idle for too long.
	 */
	void sweep() {
		PoolConfig config = this.config;
		if (config.leakDetection() != LeakDetection.DISABLED) {
			this.counts.overdue(this.leaks.reportOverdue(config.leakThreshold()));
		}
		this.store.sweep(config);
	}

	private void copySettings(PoolConfig config) {
		this.maxRetainedCapacity = config.maxRetainedCapacity();
		this.watchMask = config.leakDetection().mask();
	}

}
