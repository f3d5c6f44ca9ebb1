package io.logicgraph.memory.profile;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
public final class ThreadMeter {

	/**
	 * Returned where the JVM can't say.
	 */
	static final long UNKNOWN = -1;

	private static final Log logger = LogFactory.getLog(ThreadMeter.class);

	private static final int WARM_UP_READS = 4;

	private static final @Nullable ThreadMXBean BEAN = supportedBean();

	static {
		String reason = unavailableReason();
		if (reason != null) {
			logger.info("Allocated bytes are unavailable: " + reason);
		}
		for (int i = 0; i < WARM_UP_READS; i++) {
			// Whatever the first reads allocate must not be charged to a measurement.
			currentThreadBytes();
		}
	}

	private ThreadMeter() {
	}

	/**
	 * Return whether this JVM counts allocated bytes by thread at present.
	 * @return whether platform threads can be measured
	 */
	public static boolean isAvailable() {
		return unavailableReason() == null;
	}

	/**
	 * Return why this JVM does not count allocated bytes by thread.
	 * @return the reason, or {@code null} if it does
	 */
	public static @Nullable String unavailableReason() {
		if (BEAN == null) {
			return "this JVM (%s) has no count of allocated bytes by thread"
				.formatted(System.getProperty("java.vm.name"));
		}
		return BEAN.isThreadAllocatedMemoryEnabled() ? null
				: "the count is switched off; com.sun.management.ThreadMXBean.setThreadAllocatedMemoryEnabled(true) "
						+ "switches it on";
	}

	/**
	 * Return the bytes that the current thread has allocated since it started, or
	 * {@link #UNKNOWN} on a virtual thread and where the JVM doesn't count them.
	 */
	static long currentThreadBytes() {
		return (BEAN != null) ? BEAN.getCurrentThreadAllocatedBytes() : UNKNOWN;
	}

	/**
	 * Return the bytes that a thread has allocated since it started, or {@link #UNKNOWN}
	 * if it has ended, is a virtual thread, or the JVM doesn't count them.
	 */
	static long threadBytes(long threadId) {
		return (BEAN != null) ? BEAN.getThreadAllocatedBytes(threadId) : UNKNOWN;
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
