package io.logicgraph.memory.pool;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases of one pool that last too long, or whose context was garbage collected.
 * Thread-safe.
 */
final class LeakDetector {

	private static final Log logger = LogFactory.getLog(LeakDetector.class);

	private static final int MAX_SITES = 100;

	private final String poolName;

	private final WatchBudget budget = new WatchBudget();

	private final Set<WatchedLease> watched = ConcurrentHashMap.newKeySet();

	private final ReferenceQueue<PoolEntry> lost = new ReferenceQueue<>();

	/**
	 * Reports by kind and stack, guarded by itself.
	 */
	private final Map<Site, LeakReport> sites = new LinkedHashMap<>();

	LeakDetector(String poolName) {
		this.poolName = poolName;
	}

	/**
	 * Return whether one more lease may be watched now.
	 */
	boolean mayWatch(LeakDetection level) {
		return level == LeakDetection.FULL || this.budget.tryTake(System.nanoTime());
	}

	/**
	 * Watch a lease whose entry the pool doesn't refer to.
	 */
	void watch(PoolEntry entry, long lease) {
		WatchedLease watch = new WatchedLease(entry, lease, this.lost);
		entry.watchedBy(watch);
		this.watched.add(watch);
	}

	/**
	 * Stop watching a lease that has ended.
	 */
	void ended(PoolEntry entry, WatchedLease watch) {
		this.watched.remove(watch);
		watch.clear();
		entry.watchedBy(null);
		entry.remember(new LeaseHistory(watch.lease(), watch.acquired(),
				new CallSite("released by thread '" + Thread.currentThread().getName() + "'")));
		if (watch.isOverdue()) {
			logger.info("%s of pool '%s', reported as a leak, was released after %d ms".formatted(watch, this.poolName,
					heldMillis(watch)));
		}
	}

	/**
	 * Where the leases appear whose contexts were garbage collected.
	 */
	ReferenceQueue<PoolEntry> lost() {
		return this.lost;
	}

	/**
	 * Report a lease that was taken from {@link #lost()}.
	 */
	void reportLost(WatchedLease watch) {
		this.watched.remove(watch);
		report(LeakKind.GC, watch);
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

	private void report(LeakKind kind, WatchedLease watch) {
		if (count(kind, watch) == 1) {
			String what = (kind == LeakKind.AGE)
					? "has been held for %d ms and not released".formatted(heldMillis(watch))
					: "was garbage collected without having been released";
			logger.warn("""
					Leak: %s of pool '%s' %s. Close contexts with try-with-resources, or release them in a finally \
					block. This one was""".formatted(watch, this.poolName, what), watch.acquired().trimmed());
		}
	}

	private long count(LeakKind kind, WatchedLease watch) {
		Instant now = Instant.now();
		Duration held = Duration.ofMillis(heldMillis(watch));
		List<String> stack = watch.acquired().frames();
		synchronized (this.sites) {
			LeakReport report = next(this.sites.get(new Site(kind, stack)), watch, kind, now, held, stack);
			this.sites.put(new Site(kind, stack), report);
			if (this.sites.size() > MAX_SITES) {
				this.sites.remove(this.sites.keySet().iterator().next());
			}
			return report.count();
		}
	}

	private static LeakReport next(@Nullable LeakReport known, WatchedLease watch, LeakKind kind, Instant now,
			Duration held, List<String> stack) {
		return (known != null) ? known.again(now, held)
				: new LeakReport(kind, 1, now, now, held, watch.thread(), stack);
	}

	private static long heldMillis(WatchedLease watch) {
		return watch.heldNanos(System.nanoTime()) / 1_000_000;
	}

	private record Site(LeakKind kind, List<String> stack) {
	}

}
