package io.logicgraph.memory.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.internal.Jfr;
import io.logicgraph.memory.internal.LeakEvent;
import io.logicgraph.memory.internal.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases of one pool that last too long, or whose context was garbage collected.
 * Thread-safe.
 */
final class LeakDetector {

	private static final Log logger = LogFactory.getLog(LeakDetector.class);

	static final int MAX_SITES = 100;

	private final String poolName;

	private final WatchBudget budget = new WatchBudget();

	private final Set<WatchedLease> watched = ConcurrentHashMap.newKeySet();

	/**
	 * Reports by kind and stack, guarded by itself.
	 */
	private final Map<Site, LeakReport> sites = new LinkedHashMap<>();

	/**
	 * Whether it was said that there are leaks whose site is not reported; guarded by
	 * {@link #sites}.
	 */
	private boolean saidMore;

	LeakDetector(String poolName) {
		this.poolName = poolName;
	}

	/**
	 * Return whether one more lease may be watched now.
	 */
	boolean mayWatch(LeakDetection level) {
		return level == LeakDetection.FULL
				|| (level == LeakDetection.SAMPLED && this.budget.tryTake(System.nanoTime()));
	}

	/**
	 * Watch a lease whose entry the pool doesn't refer to.
	 */
	WatchedLease watch(PoolEntry entry, long lease) {
		WatchedLease watch = new WatchedLease(entry, lease);
		this.watched.add(watch);
		return watch;
	}

	/**
	 * Stop watching a lease that has ended.
	 * @return where it began and ended
	 */
	LeaseHistory ended(WatchedLease watch) {
		this.watched.remove(watch);
		return new LeaseHistory(watch.lease(), watch.acquired(),
				new CallSite("released by thread '" + Printable.of(Thread.currentThread().getName()) + "'"));
	}

	/**
	 * Report that a lease has ended which had been reported as a leak.
	 */
	void reportLate(WatchedLease watch) {
		if (watch.isOverdue()) {
			logger.info("%s of pool '%s', reported as a leak, was released after %d ms".formatted(watch, this.poolName,
					watch.heldMillis()));
		}
	}

	/**
	 * Report a lease whose context was garbage collected.
	 * @param watch the watch over it, {@code null} if it had none
	 * @param level the level of detection in force
	 */
	void reportLost(@Nullable WatchedLease watch, LeakDetection level) {
		if (watch != null) {
			this.watched.remove(watch);
			report(LeakKind.GC, watch);
		}
		else if (level != LeakDetection.DISABLED) {
			trace(LeakKind.GC, null);
			reportUnwatched();
		}
	}

	private void reportUnwatched() {
		if (sayMore()) {
			logger.warn(("Leak: a context of pool '%s' was garbage collected without having been released, and it was "
					+ "not one of those whose stack is recorded. Set the leak detection level to 'full' to learn "
					+ "where such contexts are acquired")
				.formatted(this.poolName));
		}
	}

	/**
	 * Report the leases that have come to last longer than a threshold.
	 * @return how many they are
	 */
	int reportOverdue(Duration threshold) {
		long now = System.nanoTime();
		int overdue = 0;
		for (WatchedLease watch : this.watched) {
			if (!watch.isOverdue() && watch.heldNanos(now) > threshold.toNanos()) {
				watch.markOverdue();
				overdue++;
				report(LeakKind.AGE, watch);
			}
		}
		return overdue;
	}

	List<LeakReport> reports() {
		synchronized (this.sites) {
			return List.copyOf(this.sites.values());
		}
	}

	/**
	 * Return what is known of the leases that have not ended yet, as far as they are
	 * watched.
	 */
	List<CallSite> open() {
		return this.watched.stream().map(WatchedLease::acquired).toList();
	}

	private void report(LeakKind kind, WatchedLease watch) {
		trace(kind, watch);
		long count = count(kind, watch);
		if (count == 1) {
			String what = (kind == LeakKind.AGE)
					? "has been held for %d ms and not released".formatted(watch.heldMillis())
					: "was garbage collected without having been released";
			logger.warn(
					("Leak: %s of pool '%s' %s. Close contexts with try-with-resources, or release them in a "
							+ "finally block. This one was")
						.formatted(watch, this.poolName, what),
					watch.acquired().trimmed());
		}
		else if (count == 0 && sayMore()) {
			logger.warn("Leak: contexts of pool '%s' leak at more than %d sites; further sites are counted only"
				.formatted(this.poolName, MAX_SITES));
		}
	}

	private boolean sayMore() {
		synchronized (this.sites) {
			boolean news = !this.saidMore;
			this.saidMore = true;
			return news;
		}
	}

	/**
	 * Count a leak in the report of its site.
	 * @return how many there were at that site, 0 if there are too many sites
	 */
	private long count(LeakKind kind, WatchedLease watch) {
		Instant now = Instant.now();
		Duration held = Duration.ofMillis(watch.heldMillis());
		List<String> stack = watch.stack();
		Site site = new Site(kind, stack);
		synchronized (this.sites) {
			LeakReport known = this.sites.get(site);
			if (known == null && this.sites.size() >= MAX_SITES) {
				return 0;
			}
			LeakReport report = next(known, watch, kind, now, held, stack);
			this.sites.put(site, report);
			return report.count();
		}
	}

	private static LeakReport next(@Nullable LeakReport known, WatchedLease watch, LeakKind kind, Instant now,
			Duration held, List<String> stack) {
		return (known != null) ? known.again(now, held)
				: new LeakReport(kind, 1, now, now, held, watch.thread(), stack);
	}

	private void trace(LeakKind kind, @Nullable WatchedLease watch) {
		if (Jfr.isPresent()) {
			LeakEvent.record(this.poolName, kind.name().toLowerCase(Locale.ROOT), watch);
		}
	}

	private record Site(LeakKind kind, List<String> stack) {
	}

}
