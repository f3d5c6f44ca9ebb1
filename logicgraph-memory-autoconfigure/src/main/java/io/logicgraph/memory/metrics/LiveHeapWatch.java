package io.logicgraph.memory.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches the live heap of the whole process for a leak: what is left in the old
 * generation by each collection of it, over a window of time.
 * <p>
 * A young collection leaves the garbage of the old generation where it is, so what is in
 * use after one says little; it only rises, in a service that leaks and in one that
 * doesn't. What counts is the least that is in use from one collection of the old
 * generation to the next: after a full collection at once, with G1 once the mixed
 * collections that follow its marking are through. Where the old generation is never
 * collected, the verdict stays {@link LiveHeapVerdict#UNKNOWN}, as it does where the JVM
 * sends no notifications.
 * <p>
 * What still fills up for longer than half of the window looks like a leak.
 * <p>
 * Listens to the JVM's collectors until it is closed. Thread-safe.
 *
 * @since 0.7.0
 */
public final class LiveHeapWatch implements AutoCloseable {

	/**
	 * Window that is used where none is given.
	 */
	public static final Duration DEFAULT_WINDOW = Duration.ofHours(1);

	private static final String OLD_POOL_OF_SHENANDOAH = "Shenandoah Old Gen";

	private static final Log logger = LogFactory.getLog(LiveHeapWatch.class);

	private final LiveHeapSeries series;

	private final Set<String> oldPools = oldPools();

	private final NotificationListener listener = this::collected;

	private final List<NotificationEmitter> emitters = new ArrayList<>();

	// Guarded by this.

	private final OldGenerationCanary canary = new OldGenerationCanary();

	private long low = Long.MAX_VALUE;

	private long lowNanos;

	private boolean collectedOld;

	/**
	 * Start watching.
	 * @param window least time over which the live heap is judged
	 * @throws IllegalArgumentException if the window is not longer than 0
	 */
	public LiveHeapWatch(Duration window) {
		if (window.isNegative() || window.isZero()) {
			throw new IllegalArgumentException("window must be longer than 0, was " + window);
		}
		this.series = new LiveHeapSeries(window);
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				emitter.addNotificationListener(this.listener, null, null);
				this.emitters.add(emitter);
			}
		}
	}

	/**
	 * Return what the live heap did until now.
	 * @return the verdict and what it rests on
	 */
	public LiveHeapReport report() {
		return this.series.report();
	}

	/**
	 * Stop watching. Harmless if that was done before.
	 */
	@Override
	public synchronized void close() {
		for (NotificationEmitter emitter : this.emitters) {
			try {
				emitter.removeNotificationListener(this.listener);
			}
			catch (ListenerNotFoundException ex) {
				logger.debug("The listener for collections was gone already", ex);
			}
		}
		this.emitters.clear();
	}

	private void collected(Notification notification, @Nullable Object handback) {
		if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
			return;
		}
		GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo
			.from((CompositeData) notification.getUserData());
		// The pauses of a concurrent collector free nothing yet.
		if (!info.getGcAction().endsWith("pause")) {
			collected(info.getGcName(), info.getGcAction(), oldBytes(info.getGcInfo().getMemoryUsageAfterGc()));
		}
	}

	private synchronized void collected(String collector, String action, long oldBytes) {
		long now = System.nanoTime();
		if (isFull(collector, action)) {
			closeSpan();
			this.series.add(now, oldBytes);
			this.collectedOld = false;
			this.low = Long.MAX_VALUE;
			this.canary.isGone();
			return;
		}
		if (this.canary.isGone()) {
			closeSpan();
			this.collectedOld = true;
			this.low = Long.MAX_VALUE;
		}
		if (oldBytes < this.low) {
			this.low = oldBytes;
			this.lowNanos = now;
		}
	}

	/**
	 * Take the least since the old generation was marked, now that it was marked again.
	 */
	private void closeSpan() {
		if (this.collectedOld && this.low < Long.MAX_VALUE) {
			this.series.add(this.lowNanos, this.low);
		}
	}

	/**
	 * Return whether a collection includes the old generation, and is through with it. A
	 * cycle is that of a concurrent collector. Those of generational Shenandoah have the
	 * same name whether they are young or old, so the canary decides there.
	 */
	private boolean isFull(String collector, String action) {
		if (action.equals("end of major GC")) {
			return true;
		}
		return action.equals("end of GC cycle") && !collector.contains("Minor") && !collector.contains("Young")
				&& !this.oldPools.contains(OLD_POOL_OF_SHENANDOAH);
	}

	private long oldBytes(Map<String, MemoryUsage> usages) {
		long bytes = 0;
		for (Map.Entry<String, MemoryUsage> usage : usages.entrySet()) {
			if (this.oldPools.contains(usage.getKey())) {
				bytes += usage.getValue().getUsed();
			}
		}
		return bytes;
	}

	/**
	 * Return the heap pools that are not just for young objects: most collectors have no
	 * usage threshold for those, and Shenandoah names its own.
	 */
	private static Set<String> oldPools() {
		Set<String> names = new HashSet<>();
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			if (pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported()
					&& !pool.getName().contains("Young")) {
				names.add(pool.getName());
			}
		}
		return names;
	}

}
