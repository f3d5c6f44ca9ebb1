package io.logicgraph.memory.internal;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's count of bytes that a thread has allocated, from
 * {@link ThreadMXBean#getCurrentThreadAllocatedBytes()}. On HotSpot it is exact to the
 * byte and reading it allocates nothing.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
// No string literals here, nor in other classes used between the two readings of a
// measurement: HotSpot allocates those that were never used when it queues a method of
// their class for C2, on the thread that happens to call it.
public final class ThreadMeter {

	/**
	 * Returned where the JVM has no counter.
	 */
	public static final long UNKNOWN = -1;

	private static final int WARM_UP_READS = 4;

	private static final int READS_OF_OTHERS = 3;

	private static final @Nullable ThreadMXBean BEAN = supportedBean();

	static {
		for (int i = 0; BEAN != null && i < WARM_UP_READS; i++) {
			// Whatever the first reads allocate must not be charged to a measurement.
			BEAN.getCurrentThreadAllocatedBytes();
		}
		// A class that is first used where the stack ends may never be usable.
		if (VirtualThreads.exist()) {
			VirtualThreadMeter.isActive();
		}
	}

	private ThreadMeter() {
	}

	/**
	 * Return whether this JVM counts allocated bytes by thread at present.
	 * @return whether platform threads can be measured
	 */
	public static boolean isAvailable() {
		return BEAN != null && BEAN.isThreadAllocatedMemoryEnabled();
	}

	/**
	 * Return why this JVM does not count allocated bytes by thread.
	 * @return the reason, or {@code null} if it does
	 */
	public static @Nullable String unavailableReason() {
		return isAvailable() ? null : UnavailableMeter.reason(BEAN != null);
	}

	/**
	 * Return the bytes that the current thread has allocated since it started, or since
	 * it was first metered if it is a virtual one.
	 * @return the bytes, or {@link #UNKNOWN} where they are not counted
	 */
	public static long currentThreadBytes() {
		long bytes = platformThreadBytes();
		return (bytes >= 0) ? bytes : currentThreadBytesNotCountedByTheJvm();
	}

	/**
	 * Return the bytes that the current platform thread has allocated since it started,
	 * or {@link #UNKNOWN}.
	 */
	static long platformThreadBytes() {
		return (BEAN != null) ? BEAN.getCurrentThreadAllocatedBytes() : UNKNOWN;
	}

	private static long currentThreadBytesNotCountedByTheJvm() {
		if (VirtualThreads.isCurrent()) {
			return VirtualThreadMeter.currentThreadBytes();
		}
		UnavailableMeter.logOnce();
		return UNKNOWN;
	}

	/**
	 * Return the bytes that another thread has allocated since it started, or
	 * {@link #UNKNOWN} if it has ended, is a virtual thread, or the JVM doesn't count
	 * them.
	 */
	static long threadBytes(long threadId) {
		ThreadMXBean bean = BEAN;
		return (bean != null) ? smallest(() -> bean.getThreadAllocatedBytes(threadId)) : UNKNOWN;
	}

	/**
	 * Return the smallest of some readings of a thread that may be running. HotSpot reads
	 * the counter of another thread without a lock. For some nanoseconds, while that
	 * thread retires its allocation buffer (TLAB), the buffer is counted twice. A reading
	 * is never too low.
	 */
	static long smallest(LongSupplier counter) {
		long bytes = counter.getAsLong();
		for (int i = 1; i < READS_OF_OTHERS; i++) {
			bytes = Math.min(bytes, counter.getAsLong());
		}
		return bytes;
	}

	/**
	 * Return the bytes that the platform thread has allocated that carries the current
	 * virtual thread, or {@link #UNKNOWN}.
	 */
	static long carrierBytes(Thread carrier) {
		return (BEAN != null) ? BEAN.getThreadAllocatedBytes(carrier.getId()) : UNKNOWN;
	}

	/**
	 * Meter the current thread from now on if it is a virtual one that nobody metered.
	 */
	static void adoptCurrentThread() {
		if (VirtualThreads.isCurrent()) {
			VirtualThreadMeter.adoptCurrentThread();
		}
	}

	/**
	 * Return the account of the current thread if it is a virtual one that is metered.
	 */
	static @Nullable VirtualThreadAccount currentAccount() {
		return VirtualThreads.isCurrent() ? VirtualThreadMeter.account(Thread.currentThread()) : null;
	}

	private static @Nullable ThreadMXBean supportedBean() {
		try {
			ThreadMXBean bean = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
			return (bean != null && bean.isThreadAllocatedMemorySupported()) ? bean : null;
		}
		catch (IllegalArgumentException | LinkageError ex) {
			// Not a HotSpot-like JVM, or a runtime image without the module
			// jdk.management.
			return null;
		}
	}

}
