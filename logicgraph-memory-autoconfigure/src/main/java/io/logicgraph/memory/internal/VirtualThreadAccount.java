package io.logicgraph.memory.internal;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What one virtual thread has allocated. It stands in the thread in place of the task
 * that the JDK's scheduler runs for each mount, and runs that task between two readings
 * of the carrier's counter.
 */
// The next mount may begin, on another carrier, before the task of the last one has
// returned. A task may also find nothing to do, at any time and at the same time as
// another one: a stack trace of a parked thread submits one. So there is no "the
// current mount", and a field for each of the two readings would be overwritten.
// Instead each run adds itself to an immutable chain by one compare-and-set, together
// with the sum of those that have ended. Nobody waits for anybody. Who reads sums up
// the chain, which has one link for each run that has not ended.
//
// The thread itself is always in an open run of its own carrier, unless it was adopted
// and is still in the mount in which that happened.
final class VirtualThreadAccount implements Runnable {

	private static final int TRIES_TO_GIVE_WAY = 4;

	private final Thread thread;

	/**
	 * The JDK's own task.
	 */
	private final Runnable task;

	private final AtomicReference<@Nullable Mount> last = new AtomicReference<>();

	/**
	 * Whether a run could not be counted, for want of memory or of a counter.
	 */
	private volatile boolean unknown;

	/**
	 * The carrier on which the thread was adopted, until it leaves it.
	 */
	private volatile @Nullable Thread adoptedOn;

	private long adoptedAt;

	/**
	 * Bytes of the mount in which the thread was adopted, as far as they were read.
	 */
	private long adoptedBytes;

	VirtualThreadAccount(Thread thread, Runnable task) {
		this.thread = thread;
		this.task = task;
	}

	@Override
	public void run() {
		Mount mount = begin();
		try {
			this.task.run();
		}
		finally {
			if (mount != null && !mount.end()) {
				this.unknown = true;
			}
		}
	}

	private @Nullable Mount begin() {
		try {
			Mount mount = new Mount();
			Mount last;
			do {
				last = this.last.get();
				// Read anew each time, so that it is never older than the last one's.
				mount.follow(last, VirtualThreadMeter.stackChunk(this.thread));
			}
			while (!this.last.compareAndSet(last, mount));
			return mount;
		}
		catch (Throwable ex) {
			// Whatever it is: a thread whose task isn't run would hang.
			this.unknown = true;
			return null;
		}
	}

	/**
	 * Begin to count in the midst of a mount. Called by the thread itself.
	 */
	void adopt() {
		Thread carrier = VirtualThreadMeter.carrier(this.thread);
		if (carrier != null) {
			this.adoptedAt = VirtualThreadMeter.carrierBytes(carrier);
			this.adoptedOn = carrier;
		}
	}

	/**
	 * Let the adopted thread be mounted anew, so that no byte is missed later. That fails
	 * if the thread is pinned. Called by the thread itself.
	 */
	void giveWay() {
		for (int i = 0; i < TRIES_TO_GIVE_WAY && this.adoptedOn != null; i++) {
			// A task that was submitted before may be what mounts it; there are few.
			Thread.yield();
			if (isOpenOn(VirtualThreadMeter.carrier(this.thread))) {
				this.adoptedOn = null;
			}
		}
	}

	/**
	 * Return what the thread has allocated, or {@link ThreadMeter#UNKNOWN}. Called by the
	 * thread itself.
	 */
	long bytes() {
		Thread carrier = VirtualThreadMeter.carrier(this.thread);
		if (carrier == null || this.unknown) {
			return ThreadMeter.UNKNOWN;
		}
		Thread adoptedOn = this.adoptedOn;
		if (!isOpenOn(carrier)) {
			return (adoptedOn == carrier) ? readAdopted(carrier) : ThreadMeter.UNKNOWN;
		}
		if (adoptedOn != null) {
			// What it allocated from the last reading to the end of that mount is lost.
			this.adoptedOn = null;
			ThreadLedger.missedSome();
		}
		return sum(this.last.get(), VirtualThreadMeter.stackChunk(this.thread), carrier);
	}

	/**
	 * Return what the thread has allocated, or {@link ThreadMeter#UNKNOWN}. Called by
	 * another thread.
	 */
	long bytesFromOutside() {
		if (this.unknown || this.adoptedOn != null) {
			return ThreadMeter.UNKNOWN;
		}
		Mount last;
		@Nullable Object chunk;
		long bytes;
		do {
			last = this.last.get();
			chunk = VirtualThreadMeter.stackChunk(this.thread);
			bytes = sum(last, chunk, null);
		}
		// A new chunk may or may not be in the sum.
		while (this.last.get() != last || VirtualThreadMeter.stackChunk(this.thread) != chunk);
		return bytes;
	}

	private long readAdopted(Thread carrier) {
		long bytes = VirtualThreadMeter.carrierBytes(carrier) - this.adoptedAt;
		this.adoptedBytes = bytes;
		return bytes;
	}

	private boolean isOpenOn(@Nullable Thread carrier) {
		Mount mount = this.last.get();
		while (mount != null && !mount.isOpenOn(carrier)) {
			mount = mount.openBefore();
		}
		return mount != null;
	}

	/**
	 * Sum up what was allocated. A chunk that the last mount doesn't know is left out, as
	 * the next mount would: the JVM copies the stack before it unmounts the thread, and
	 * also where a monitor that the thread waits for is left just then, so that it goes
	 * on at once.
	 * @param carrier the carrier if the caller is the thread itself
	 */
	private long sum(@Nullable Mount last, @Nullable Object chunk, @Nullable Thread carrier) {
		long bytes = this.adoptedBytes;
		if (last != null) {
			bytes -= last.bytesOfNewChunk(chunk);
		}
		for (Mount mount = last; mount != null; mount = mount.openBefore()) {
			bytes += mount.bytesBefore() + mount.bytes(carrier);
		}
		// Who reads while the JVM copies the stack may find the chunk and not yet its
		// bytes.
		return Math.max(bytes, 0);
	}

}
