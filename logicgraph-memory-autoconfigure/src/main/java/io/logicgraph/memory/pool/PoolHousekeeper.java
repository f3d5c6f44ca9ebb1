package io.logicgraph.memory.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks after all pools of this JVM, busy or idle: it reports leaks and
 * discards contexts that have been idle for too long. There is one however many pools
 * there are. It starts with the first pool that makes a context, and ends when all pools
 * were closed or garbage collected, to which it refers weakly.
 * <p>
 * All that it waits for comes through one queue: entries that were lost, pools that were
 * garbage collected, and calls to wake up. It is never interrupted, since it may be
 * writing to somebody's log file.
 */
final class PoolHousekeeper implements Runnable {

	/**
	 * Where an {@link EntryRegistry} appears whose pool was garbage collected, and a
	 * {@link LiveEntry} whose entry was.
	 */
	static final ReferenceQueue<Object> EVENTS = new ReferenceQueue<>();

	private static final Log logger = LogFactory.getLog(PoolHousekeeper.class);

	private static final PoolHousekeeper INSTANCE = new PoolHousekeeper();

	/**
	 * When each pool is to be swept; guarded by itself, as is all that follows.
	 */
	private final Map<EntryRegistry, Schedule> schedules = new IdentityHashMap<>();

	private boolean running;

	private PoolHousekeeper() {
	}

	/**
	 * Look after a pool from now on, or with another interval.
	 * @return whether there is a thread that does: the JVM may be unable to make one more
	 */
	static boolean lookAfter(EntryRegistry pool, Duration interval) {
		return INSTANCE.add(pool, interval.toNanos());
	}

	/**
	 * Look after a pool no more.
	 */
	static void leave(EntryRegistry pool) {
		INSTANCE.remove(pool);
	}

	/**
	 * Deal with what was lost, for a pool that no thread looks after.
	 */
	static void handleEvents() {
		for (Reference<?> event = EVENTS.poll(); event != null; event = EVENTS.poll()) {
			INSTANCE.handle(event);
		}
	}

	private boolean add(EntryRegistry pool, long intervalNanos) {
		synchronized (this.schedules) {
			if (!this.running && !start()) {
				return false;
			}
			this.running = true;
			this.schedules.put(pool, new Schedule(intervalNanos));
		}
		wakeUp();
		return true;
	}

	private void remove(EntryRegistry pool) {
		synchronized (this.schedules) {
			this.schedules.remove(pool);
		}
		wakeUp();
	}

	private boolean start() {
		try {
			Thread thread = new Thread(null, this, "logicgraph-pools", 0, false);
			thread.setDaemon(true);
			// The application that happens to use the first pool must not be kept alive.
			thread.setContextClassLoader(null);
			thread.start();
			return true;
		}
		catch (OutOfMemoryError ex) {
			logger.debug("Could not start the thread that looks after pools, will try again", ex);
			return false;
		}
	}

	private void wakeUp() {
		new WeakReference<>(this, EVENTS).enqueue();
	}

	@Override
	public void run() {
		while (isNeeded()) {
			try {
				Reference<?> event = await(nanosToNextSweep());
				if (event != null) {
					handle(event);
					// All that are there, since a look at the schedules of all pools for
					// each
					// of them would let a burst of losses pile up.
					handleEvents();
				}
				due().forEach(PoolHousekeeper::sweep);
			}
			catch (OutOfMemoryError ex) {
				// What is due and was not put on the list stays due.
			}
		}
		handleEvents();
	}

	private boolean isNeeded() {
		synchronized (this.schedules) {
			this.running = !this.schedules.isEmpty();
			return this.running;
		}
	}

	private long nanosToNextSweep() {
		long now = System.nanoTime();
		long nanos = Long.MAX_VALUE;
		synchronized (this.schedules) {
			for (Schedule schedule : this.schedules.values()) {
				nanos = Math.min(nanos, schedule.dueNanos - now);
			}
		}
		return nanos;
	}

	private List<EntryRegistry> due() {
		long now = System.nanoTime();
		List<EntryRegistry> due = new ArrayList<>();
		synchronized (this.schedules) {
			this.schedules.forEach((pool, schedule) -> {
				if (schedule.dueNanos - now <= 0) {
					due.add(pool);
					schedule.dueNanos = now + schedule.intervalNanos;
				}
			});
		}
		return due;
	}

	private static @Nullable Reference<?> await(long nanos) {
		try {
			return EVENTS.remove(Math.max(1, nanos / 1_000_000));
		}
		catch (InterruptedException ex) {
			// By whoever interrupts all threads: not the way to end this one.
			return null;
		}
	}

	private void handle(Reference<?> event) {
		if (event instanceof EntryRegistry pool) {
			synchronized (this.schedules) {
				this.schedules.remove(pool);
			}
			pool.removeAll();
		}
		else if (event instanceof LiveEntry entry) {
			lost(entry);
		}
	}

	private static void lost(LiveEntry entry) {
		ContextPool pool = entry.registry().get();
		if (pool == null) {
			entry.registry().remove(entry);
			return;
		}
		try {
			pool.lost(entry);
		}
		catch (RuntimeException | Error ex) {
			complain(pool, ex);
		}
	}

	private static void sweep(EntryRegistry registry) {
		ContextPool pool = registry.get();
		if (pool == null) {
			return;
		}
		try {
			pool.sweep();
		}
		catch (RuntimeException | Error ex) {
			complain(pool, ex);
		}
	}

	private static void complain(ContextPool pool, Throwable cause) {
		try {
			logger.warn("Could not look after pool '%s', will try again".formatted(pool.label()), cause);
		}
		catch (RuntimeException | Error ex) {
			// Not even that (no memory, a broken log): the thread must go on all the
			// same.
		}
	}

	private static final class Schedule {

		private final long intervalNanos;

		private long dueNanos;

		Schedule(long intervalNanos) {
			this.intervalNanos = intervalNanos;
			this.dueNanos = System.nanoTime() + intervalNanos;
		}

	}

}
