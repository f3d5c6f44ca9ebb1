package io.logicgraph.memory.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks after a pool, busy or idle: it reports leaks and lets idle
 * contexts go. It refers to its pool weakly and ends once that was closed or collected.
 */
final class PoolHousekeeper implements Runnable {

	private static final Log logger = LogFactory.getLog(PoolHousekeeper.class);

	private final WeakReference<ContextPool> pool;

	private final ReferenceQueue<PoolEntry> lost;

	private final Duration interval;

	private final Thread thread;

	private volatile boolean stopped;

	PoolHousekeeper(ContextPool pool, ReferenceQueue<PoolEntry> lost, Duration interval) {
		this.pool = new WeakReference<>(pool);
		this.lost = lost;
		this.interval = interval;
		this.thread = new Thread(this, "logicgraph-pool-" + pool.name());
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	void stop() {
		this.stopped = true;
		this.thread.interrupt();
	}

	@Override
	public void run() {
		try {
			long nextSweep = System.nanoTime() + this.interval.toNanos();
			while (!this.stopped) {
				Reference<? extends PoolEntry> lost = this.lost.remove(millisUntil(nextSweep));
				boolean due = System.nanoTime() - nextSweep >= 0;
				if (due) {
					nextSweep = System.nanoTime() + this.interval.toNanos();
				}
				if (!lookAfter((WatchedLease) lost, due)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			// Told to stop: nobody else has this thread.
		}
	}

	private boolean lookAfter(@Nullable WatchedLease lost, boolean due) {
		ContextPool pool = this.pool.get();
		if (pool == null) {
			return false;
		}
		try {
			if (lost != null) {
				pool.lost(lost);
			}
			if (due) {
				pool.sweep();
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Could not look after pool '%s', will try again".formatted(pool.name()), ex);
		}
		return true;
	}

	private static long millisUntil(long nanoTime) {
		return Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000);
	}

}
