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
 * <p>
 * All that it waits for comes through one queue: entries that were lost, the collection
 * of the pool, and calls to wake up. It is never interrupted, since it may be writing to
 * somebody's log file.
 */
final class PoolHousekeeper implements Runnable {

	private static final Log logger = LogFactory.getLog(PoolHousekeeper.class);

	private final String poolName;

	private final WeakReference<ContextPool> pool;

	private final EntryRegistry entries;

	private final ReferenceQueue<Object> events;

	private volatile Duration interval;

	private volatile boolean stopped;

	PoolHousekeeper(ContextPool pool, EntryRegistry entries, Duration interval) {
		this.poolName = pool.label();
		this.entries = entries;
		this.events = entries.lost();
		this.pool = new WeakReference<>(pool, this.events);
		this.interval = interval;
	}

	/**
	 * Start the thread.
	 * @return whether the JVM could make one more
	 */
	boolean start() {
		try {
			Thread thread = new Thread(null, this, "logicgraph-pool-" + this.poolName, 0, false);
			thread.setDaemon(true);
			// The application that happens to use the pool first must not be kept alive.
			thread.setContextClassLoader(null);
			thread.start();
			return true;
		}
		catch (OutOfMemoryError ex) {
			logger.debug("Could not start a thread for pool '%s', will try again".formatted(this.poolName), ex);
			return false;
		}
	}

	void setInterval(Duration interval) {
		this.interval = interval;
		wakeUp();
	}

	/**
	 * Make the thread end when it has dealt with what was lost until now.
	 */
	void stop() {
		this.stopped = true;
		wakeUp();
	}

	private void wakeUp() {
		new WeakReference<>(this, this.events).enqueue();
	}

	@Override
	public void run() {
		long lastSweep = System.nanoTime();
		while (true) {
			Reference<?> event = await(lastSweep + this.interval.toNanos());
			boolean due = System.nanoTime() - lastSweep >= this.interval.toNanos();
			if (due) {
				lastSweep = System.nanoTime();
			}
			if (!lookAfter(event, due) || (event == null && this.stopped)) {
				return;
			}
		}
	}

	private @Nullable Reference<?> await(long nanoTime) {
		if (this.stopped) {
			return this.events.poll();
		}
		try {
			return this.events.remove(Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000));
		}
		catch (InterruptedException ex) {
			// By whoever interrupts all threads: not the way to end this one.
			return null;
		}
	}

	private boolean lookAfter(@Nullable Reference<?> event, boolean due) {
		ContextPool pool = this.pool.get();
		if (pool == null) {
			this.entries.removeAll();
			return false;
		}
		try {
			if (event instanceof LiveEntry entry) {
				pool.lost(entry);
			}
			if (due && !this.stopped) {
				pool.sweep();
			}
		}
		catch (RuntimeException | Error ex) {
			complain(ex);
		}
		return true;
	}

	private void complain(Throwable cause) {
		try {
			logger.warn("Could not look after pool '%s', will try again".formatted(this.poolName), cause);
		}
		catch (RuntimeException | Error ex) {
			// Not even that (no memory, a broken log): the thread must go on all the
			// same.
		}
	}

}
