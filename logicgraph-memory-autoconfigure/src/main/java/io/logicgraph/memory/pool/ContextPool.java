package io.logicgraph.memory.pool;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.context.Printable;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
 * entry's state hands it out and a store takes it back, or another compareAndSet once
 * threads give back what others took ({@link PoolEntry} and {@link ReturnBias} state that
 * protocol), and no reference is written, so that no garbage collection barrier is paid.
 * All other idle entries lie on a stack under a lock, which is taken if no stripe has a
 * free entry (more holders than stripes) and when an entry without a home comes back.
 * <p>
 * Nothing is counted on the way through a stripe: an entry's lease number already tells
 * how often it was handed out and taken back.
 * <p>
 * The lock is a monitor and not a {@code Lock}, since the JVM leaves a monitor whatever
 * happens, while a {@link StackOverflowError} in {@code unlock()} would leave a
 * {@code Lock} locked for ever. Nothing blocks while it is held, so that pinning a
 * virtual thread to its carrier, as JDKs before 24 do, costs nothing. An error can also
 * cut off what is done under it, so that an entry ends up nowhere; then its
 * {@link LiveEntry} takes it out of the books.
 *
 * @since 0.7.0
 */
public final class ContextPool implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ContextPool.class);

	private static final String DEFAULT_NAME = "contextPool";

	private static final Duration MIN_SWEEP_INTERVAL = Duration.ofMillis(10);

	private static final int STRIPES_PER_CORE = 4;

	private static final int MAX_STRIPES = 64;

	/**
	 * Elements behind the stripes that stay empty, 64 bytes at least. A collector may put
	 * an entry right behind the array, and each lease would then take the array from the
	 * caches of all other cores.
	 */
	private static final int STRIPES_PADDING = 16;

	private static final int SPINS_FOR_RETURN = 1000;

	private final String name;

	/**
	 * The name as it may be put into messages.
	 */
	private final String label;

	private final MemoryMetrics metrics;

	private final EntryRegistry entries;

	private final LeakDetector leaks;

	private final LongAdder[] misuses = adders(MisuseKind.values().length);

	private final LongAdder overdue = new LongAdder();

	private final Object lock = new Object();

	/**
	 * Homed entries, and padding. An element changes only under the lock. Threads that
	 * read it without the lock may see an old one, but then the compareAndSet on that
	 * entry's state fails; the compareAndSet also is what makes the entry's fields
	 * visible to them.
	 */
	private volatile @Nullable PoolEntry[] stripes;

	private volatile PoolConfig config;

	/**
	 * Copies of settings that the fast path reads. Plain, since acting on the old value a
	 * little longer is harmless.
	 */
	private int maxRetainedCapacity;

	private long watchMask;

	private final CollectionWatch collections = new CollectionWatch();

	private final ReturnBias bias = new ReturnBias();

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
		this.label = Printable.of(name);
		this.leaks = new LeakDetector(this.label);
		this.metrics = Objects.requireNonNull(metrics, "metrics");
		this.entries = new EntryRegistry(metrics);
		this.config = Objects.requireNonNull(config, "config");
		this.stripes = newStripes(stripeCount(config));
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
						"A context that came from no pool was released to pool '%s'".formatted(this.label))
				: misuse(MisuseKind.NULL_RELEASE, "null was released to pool '%s'".formatted(this.label));
	}

	/**
	 * Return how many contexts are idle.
	 * @return the number of contexts ready for reuse
	 */
	public int size() {
		synchronized (this.lock) {
			return idleCount();
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
	 * Return the heap that the keys which idle contexts have learned occupy: keys that
	 * contexts share with each other and with the application are counted each time.
	 * @return bytes, as for strings of Latin-1 characters
	 */
	public long retainedKeyBytes() {
		synchronized (this.lock) {
			long bytes = this.idle.keyBytes();
			for (PoolEntry entry : this.stripes) {
				if (entry != null && PoolEntry.isFree(entry.observe())) {
					bytes += entry.keyBytes();
				}
			}
			return bytes;
		}
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public PoolStats stats() {
		synchronized (this.lock) {
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
		synchronized (this.lock) {
			letGo(DiscardReason.CLEARED, 0);
		}
	}

	/**
	 * Change the settings while the pool is in use. What they allow no more is let go at
	 * once if it is idle, otherwise when it comes back. An initial capacity holds for
	 * contexts made from now on.
	 * @param config the new settings
	 * @throws IllegalArgumentException if {@link PoolConfig#trackStats()} is another one
	 * than before: counters that stop and go on would look like resets
	 */
	public void reconfigure(PoolConfig config) {
		Objects.requireNonNull(config, "config");
		synchronized (this.lock) {
			if (config.trackStats() != this.config.trackStats()) {
				throw new IllegalArgumentException(
						"trackStats of pool '%s' is %s and can't be changed while the pool is in use; make a new pool"
							.formatted(this.label, this.config.trackStats()));
			}
			this.config = config;
			copySettings(config);
			resizeStripes(stripeCount(config));
			letGo(DiscardReason.SHRUNK, config.maxPooled());
			letGoOversized();
			PoolHousekeeper housekeeper = this.housekeeper;
			if (housekeeper != null) {
				housekeeper.setInterval(sweepInterval(config));
			}
		}
	}

	/**
	 * Let all idle contexts go and keep none from now on: contexts that are out can still
	 * be used and given back, and new ones can be acquired, but each is made anew. Also
	 * ends the pool's thread, and warns of contexts that are out.
	 */
	@Override
	public void close() {
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			for (int i = 0; i < this.stripes.length; i++) {
				evict(i, DiscardReason.CLOSED);
			}
			letGo(DiscardReason.CLOSED, 0);
			PoolHousekeeper housekeeper = this.housekeeper;
			if (housekeeper != null) {
				housekeeper.stop();
			}
		}
		warnOfActive();
	}

	/**
	 * Return whether this pool was closed. It makes each context anew then, and keeps
	 * none.
	 * @return whether {@link #close()} was called
	 */
	public boolean isClosed() {
		synchronized (this.lock) {
			return this.closed;
		}
	}

	private void warnOfActive() {
		long active = stats().active();
		if (active > 0) {
			List<CallSite> open = this.leaks.open();
			logger.warn("Pool '%s' was closed while %d of its contexts were out%s".formatted(this.label, active,
					open.isEmpty() ? "" : ". One of them was"), open.isEmpty() ? null : open.get(0).trimmed());
		}
	}

	@Override
	public String toString() {
		return "ContextPool[" + this.label + "]";
	}

	private PoolEntry take() {
		PoolEntry[] stripes = this.stripes;
		int preferred = preferredStripe(stripes);
		PoolEntry entry = stripes[preferred];
		if (entry == null || !entry.tryLease(this.bias)) {
			entry = SlowPath.take(this, stripes, preferred);
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

	/**
	 * Take an entry that is not in the preferred stripe. A thread whose stripe is empty
	 * looks no further than to the first entry in use: where others work at the same
	 * time, an entry of its own, which finds its home there, spares all of them the fight
	 * for theirs.
	 */
	PoolEntry takeElsewhere(@Nullable PoolEntry[] stripes, int preferred) {
		boolean wantsOwn = stripes[preferred] == null;
		int last = lastStripe(stripes);
		for (int i = 1; i <= last; i++) {
			PoolEntry entry = stripes[(preferred + i) & last];
			if (entry != null && entry.tryLease(this.bias)) {
				return entry;
			}
			if (entry != null && wantsOwn) {
				break;
			}
		}
		PoolEntry idle = takeFromStack();
		return (idle != null) ? idle : create();
	}

	private @Nullable PoolEntry takeFromStack() {
		synchronized (this.lock) {
			PoolEntry entry = this.idle.pop();
			if (entry != null) {
				LiveEntry live = entry.live();
				entry.leaseOwned();
				this.reusedFromStack++;
				live.out = true;
			}
			return entry;
		}
	}

	private PoolEntry create() {
		PoolEntry entry = new PoolEntry(this, this.config.initialCapacity(), this.entries.lost());
		entry.madeAfter(this.collections.count());
		LiveEntry live = entry.live();
		long footprint = entry.footprint();
		boolean closed;
		synchronized (this.lock) {
			closed = this.closed;
			// Leases start anywhere, so that contexts which never come back are sampled
			// too, but not at 1, which the mask of no detection matches.
			entry.leaseFirst(2 * this.created + 3);
			this.entries.add(live);
			this.created++;
			live.out = true;
			startHousekeeper();
		}
		this.metrics.recordAllocation(footprint);
		live.footprint = footprint;
		this.metrics.recordContextAllocation();
		if (closed) {
			strikeOffLost();
		}
		return entry;
	}

	/**
	 * Strike off what was lost, where no thread does it: a pool that was closed may be
	 * used for long.
	 */
	private void strikeOffLost() {
		for (Reference<?> event = this.entries.lost().poll(); event != null; event = this.entries.lost().poll()) {
			if (event instanceof LiveEntry entry) {
				lost(entry);
			}
		}
	}

	private void watch(PoolEntry entry) {
		if (this.leaks.mayWatch(this.config.leakDetection())) {
			sendFromHome(entry);
			entry.live().watch = this.leaks.watch(entry, entry.lease());
		}
	}

	/**
	 * Take back a lease.
	 * @return whether it was still held
	 * @throws PoolMisuseException if the entry was found damaged; it is not pooled again
	 */
	boolean giveBack(PoolEntry entry, long lease) {
		if (entry.tryEndByHolder(lease, this.bias) || entry.tryEndHomed(lease, this.bias)) {
			boolean sound = entry.recycle();
			if (sound && entry.capacity() <= this.maxRetainedCapacity) {
				entry.free();
			}
			else {
				discardFromHome(entry, lease, sound);
			}
			return true;
		}
		return SlowPath.giveBack(this, entry, lease);
	}

	/**
	 * Take back a lease of an entry that has no place.
	 */
	boolean giveBackHomeless(PoolEntry entry, long lease) {
		if (!entry.tryEndHomeless(lease)) {
			return false;
		}
		WatchedLease watch = entry.live().watch;
		if (watch != null) {
			entry.live().watch = null;
			entry.remember(this.leaks.ended(watch));
		}
		boolean sound = entry.recycle();
		place(entry, sound);
		if (watch != null) {
			this.leaks.reportLate(watch);
		}
		requireSound(entry, lease, sound);
		return true;
	}

	private void place(PoolEntry entry, boolean sound) {
		LiveEntry live = entry.live();
		synchronized (this.lock) {
			this.returnedHomeless++;
			live.out = false;
			if (this.closed) {
				discard(entry, DiscardReason.CLOSED);
			}
			else if (!sound) {
				discard(entry, DiscardReason.BROKEN);
			}
			else if (entry.capacity() > this.maxRetainedCapacity) {
				discard(entry, DiscardReason.OVERSIZED);
			}
			else if (kept() >= this.config.maxPooled()) {
				discard(entry, DiscardReason.FULL);
			}
			else {
				if (!home(entry)) {
					this.idle.push(entry, System.nanoTime());
				}
				this.peak = Math.max(this.peak, kept());
			}
		}
	}

	private boolean home(PoolEntry entry) {
		PoolEntry[] stripes = this.stripes;
		int last = lastStripe(stripes);
		if (this.homed > last) {
			return false;
		}
		int i = preferredStripe(stripes);
		while (stripes[i] != null) {
			i = (i + 1) & last;
		}
		entry.homeAt(entry.lease());
		entry.free();
		stripes[i] = entry;
		this.homed++;
		return true;
	}

	private void discardFromHome(PoolEntry entry, long lease, boolean sound) {
		synchronized (this.lock) {
			int stripe = stripeOf(entry);
			if (stripe >= 0) {
				leaveHome(stripe, entry.observe());
			}
			discard(entry, sound ? DiscardReason.OVERSIZED : DiscardReason.BROKEN);
		}
		requireSound(entry, lease, sound);
	}

	private static void requireSound(PoolEntry entry, long lease, boolean sound) {
		if (!sound) {
			throw entry.misuse(MisuseKind.CONCURRENT_USE, lease, "was changed by two threads at once (or an error "
					+ "cut off a change), which showed when it came back; it is not pooled again");
		}
	}

	/**
	 * Make an entry that the caller holds come back without a home.
	 */
	private void sendFromHome(PoolEntry entry) {
		synchronized (this.lock) {
			int stripe = stripeOf(entry);
			if (stripe >= 0) {
				leaveHome(stripe, entry.observe());
			}
		}
	}

	private int stripeOf(PoolEntry entry) {
		for (int i = 0; i < this.stripes.length; i++) {
			if (this.stripes[i] == entry) {
				return i;
			}
		}
		return -1;
	}

	private int kept() {
		return this.homed + this.idle.size();
	}

	private int idleCount() {
		int count = this.idle.size();
		for (PoolEntry entry : this.stripes) {
			if (entry != null && PoolEntry.isFree(entry.observe())) {
				count++;
			}
		}
		return count;
	}

	/**
	 * Take the entry of a stripe out of it, if nothing happened since its state was
	 * observed. If it was free then, the caller owns it; if it was handed out, it will
	 * come back without a home; if it was on its way back, it will come back to nowhere
	 * and must be discarded.
	 */
	private boolean leaveHome(int stripe, long observed) {
		PoolEntry entry = Objects.requireNonNull(this.stripes[stripe]);
		LiveEntry live = entry.live();
		long leases = leasesAtHome(entry, observed);
		long returns = returnsAtHome(entry, observed);
		boolean leased = PoolEntry.isLeased(observed);
		if (!PoolEntry.isBeingReturned(observed) && !entry.tryEvict(observed)) {
			return false;
		}
		this.reusedFromFormerHomes += leases;
		this.returnedToFormerHomes += returns;
		this.stripes[stripe] = null;
		this.homed--;
		live.out = leased;
		return true;
	}

	/**
	 * Take the entry of a stripe out of it where another thread may hold it, and could
	 * give it back without an atomic change.
	 */
	private boolean leaveHomeForeign(int stripe, long observed) {
		if (PoolEntry.isLeased(observed)) {
			this.bias.revoke();
		}
		return leaveHome(stripe, observed);
	}

	/**
	 * Empty a stripe whatever its entry is doing. An idle one goes to the stack.
	 */
	private void evict(int stripe, DiscardReason reason) {
		PoolEntry entry = this.stripes[stripe];
		for (int spins = 0; entry != null; spins++) {
			long state = entry.observe();
			if (PoolEntry.isBeingReturned(state) && spins < SPINS_FOR_RETURN) {
				// Not for ever: the thread that returns it may have died, or wait for the
				// lock.
				Thread.onSpinWait();
			}
			else if (leaveHomeForeign(stripe, state)) {
				if (PoolEntry.isFree(state)) {
					this.idle.push(entry, System.nanoTime());
				}
				else if (PoolEntry.isBeingReturned(state)) {
					discard(entry, reason);
				}
				return;
			}
		}
	}

	private void resizeStripes(int count) {
		PoolEntry[] stripes = this.stripes;
		if (lastStripe(stripes) == count - 1) {
			return;
		}
		for (int i = 0; i < stripes.length && this.homed > count; i++) {
			evict(i, DiscardReason.SHRUNK);
		}
		PoolEntry[] resized = newStripes(count);
		int next = 0;
		for (PoolEntry entry : stripes) {
			if (entry != null) {
				resized[next++] = entry;
			}
		}
		this.stripes = resized;
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
		for (int i = 0; i < this.stripes.length && kept() > keep; i++) {
			letGoIfFree(i, reason);
		}
	}

	private void letGoOversized() {
		for (PoolEntry entry : this.idle.removeLarger(this.maxRetainedCapacity)) {
			discard(entry, DiscardReason.OVERSIZED);
		}
		for (int i = 0; i < this.stripes.length; i++) {
			PoolEntry entry = this.stripes[i];
			if (entry != null && entry.capacity() > this.maxRetainedCapacity) {
				letGoIfFree(i, DiscardReason.OVERSIZED);
			}
		}
	}

	private boolean letGoIfFree(int stripe, DiscardReason reason) {
		PoolEntry entry = this.stripes[stripe];
		if (entry == null) {
			return false;
		}
		long state = entry.observe();
		if (!PoolEntry.isFree(state) || !leaveHome(stripe, state)) {
			return false;
		}
		discard(entry, reason);
		return true;
	}

	private void discard(PoolEntry entry, DiscardReason reason) {
		int index = reason.ordinal();
		if (this.entries.remove(entry.live())) {
			this.discarded[index]++;
			entry.live().clear();
		}
	}

	MemoryMetrics metrics() {
		return this.metrics;
	}

	/**
	 * Strike off an entry that was garbage collected: a lost lease, or one whose return
	 * was cut off.
	 */
	void lost(LiveEntry entry) {
		boolean leased;
		synchronized (this.lock) {
			leased = entry.out;
			if (!this.entries.remove(entry)) {
				return;
			}
			if (leased) {
				this.lost++;
			}
			else {
				this.discarded[DiscardReason.BROKEN.ordinal()]++;
			}
		}
		if (leased) {
			this.leaks.reportLost(entry.watch, this.config.leakDetection());
		}
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
		synchronized (this.lock) {
			long now = System.nanoTime();
			int spare = idleCount() - config.minIdle();
			if (!config.idleTimeout().isZero()) {
				spare -= letGoIdle(now, config.idleTimeout(), spare);
			}
			for (int i = 0; i < this.stripes.length; i++) {
				PoolEntry entry = this.stripes[i];
				if (entry != null && lookAfter(i, entry, entry.unchangedNanos(now), config, spare)) {
					spare--;
				}
			}
		}
	}

	/**
	 * Let go from the stack what has been there for too long.
	 * @return how many they were
	 */
	private int letGoIdle(long now, Duration timeout, int spare) {
		int count = 0;
		while (count < spare) {
			PoolEntry entry = this.idle.removeOlderThan(timeout.toNanos(), now);
			if (entry == null) {
				break;
			}
			discard(entry, DiscardReason.IDLE);
			count++;
		}
		return count;
	}

	/**
	 * Look after the entry of a stripe.
	 * @return whether an idle one was let go
	 */
	private boolean lookAfter(int stripe, PoolEntry entry, long unchangedNanos, PoolConfig config, int spare) {
		if (PoolEntry.isFree(entry.seenState())) {
			return spare > 0 && isOver(config.idleTimeout(), unchangedNanos) && letGoIfFree(stripe, DiscardReason.IDLE);
		}
		if (unchangedNanos > config.leakThreshold().toNanos()) {
			forgetHolder(stripe, entry);
		}
		return false;
	}

	/**
	 * Stop referring to an entry that is not coming back soon, so that it can be
	 * collected if its handle was lost.
	 */
	private void forgetHolder(int stripe, PoolEntry entry) {
		long state = entry.seenState();
		if (entry.observe() == state && leaveHomeForeign(stripe, state) && PoolEntry.isBeingReturned(state)) {
			discard(entry, DiscardReason.BROKEN);
		}
	}

	private static boolean isOver(Duration timeout, long nanos) {
		return !timeout.isZero() && nanos >= timeout.toNanos();
	}

	private void startHousekeeper() {
		if (this.housekeeper == null && !this.closed) {
			PoolHousekeeper housekeeper = new PoolHousekeeper(this, this.entries, sweepInterval(this.config));
			if (housekeeper.start()) {
				this.housekeeper = housekeeper;
			}
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

	private static @Nullable PoolEntry[] newStripes(int count) {
		return new PoolEntry[count + STRIPES_PADDING];
	}

	private static int lastStripe(@Nullable PoolEntry[] stripes) {
		return stripes.length - STRIPES_PADDING - 1;
	}

	private static int preferredStripe(@Nullable PoolEntry[] stripes) {
		// The highest bits of this product are the ones that keep neighbours apart.
		int last = lastStripe(stripes);
		return (int) (Thread.currentThread().getId() * 0x9E3779B97F4A7C15L >>> Long.numberOfLeadingZeros(last)) & last;
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
		return Collections.unmodifiableMap(map);
	}

}
