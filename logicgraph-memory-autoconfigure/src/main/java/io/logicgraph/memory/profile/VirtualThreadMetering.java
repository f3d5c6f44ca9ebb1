package io.logicgraph.memory.profile;

import java.util.concurrent.ThreadFactory;

import io.logicgraph.memory.internal.ThreadMeter;
import io.logicgraph.memory.internal.VirtualThreadMeter;
import io.logicgraph.memory.internal.VirtualThreadSelfTest;
import org.jspecify.annotations.Nullable;

/**
 * Counts what virtual threads allocate, on JDK 21 and later, as long as one of these is
 * open. The JVM itself counts for platform threads only.
 * <p>
 * Needs two packages of the JDK to be open, or nothing is counted and
 * {@link #unavailableReason()} says what to write.
 * <p>
 * Thread-safe. It holds for the whole JVM: start it when the application starts, on a
 * platform thread.
 *
 * @since 0.7.0
 */
public final class VirtualThreadMetering implements AutoCloseable {

	private static @Nullable String reason;

	private static boolean tested;

	private static int open;

	/**
	 * Whether this one is among the open ones.
	 */
	private boolean counts;

	private VirtualThreadMetering(boolean counts) {
		this.counts = counts;
	}

	/**
	 * Start to count. The first call in a JVM tries it out, which takes some
	 * milliseconds.
	 * @return what ends it; nothing is counted if it has an {@link #unavailableReason()}
	 */
	public static VirtualThreadMetering start() {
		synchronized (VirtualThreadMetering.class) {
			open++;
			VirtualThreadMeter.setActive(reasonOfRefusal() == null);
		}
		return new VirtualThreadMetering(true);
	}

	/**
	 * Return a metering that counts nothing.
	 * @return a metering whose end changes nothing
	 */
	public static VirtualThreadMetering none() {
		return new VirtualThreadMetering(false);
	}

	/**
	 * Return whether virtual threads are measured at present.
	 * @return whether one of these is open, and nothing stands in its way
	 */
	public static boolean isActive() {
		return VirtualThreadMeter.isActive();
	}

	/**
	 * Return why virtual threads can't be measured in this JVM, and what to write so that
	 * they can.
	 * @return the reason, or {@code null} if they can
	 */
	public static @Nullable String unavailableReason() {
		synchronized (VirtualThreadMetering.class) {
			return reasonOfRefusal();
		}
	}

	private static @Nullable String reasonOfRefusal() {
		if (!ThreadMeter.isAvailable()) {
			// It may be switched on later.
			return ThreadMeter.unavailableReason();
		}
		if (!tested) {
			reason = VirtualThreadMeter.lookupReason();
			ThreadFactory threads = VirtualThreadMeter.plainThreads();
			if (reason == null && threads != null) {
				reason = test(threads);
			}
			tested = true;
		}
		return reason;
	}

	private static @Nullable String test(ThreadFactory threads) {
		boolean active = VirtualThreadMeter.isActive();
		VirtualThreadMeter.setActive(true);
		try {
			String fault = VirtualThreadSelfTest.test(new MeteredThreadFactory(threads),
					VirtualThreadMeter::currentThreadBytes);
			return (fault != null) ? fault : VirtualThreadSelfTest.test(threads, VirtualThreadMetering::adoptAndRead);
		}
		catch (RuntimeException | LinkageError ex) {
			return "the self-test failed: " + ex;
		}
		finally {
			VirtualThreadMeter.setActive(active);
		}
	}

	private static long adoptAndRead() {
		VirtualThreadMeter.adoptCurrentThread();
		return VirtualThreadMeter.currentThreadBytes();
	}

	/**
	 * Count no longer, unless another one is open.
	 */
	@Override
	public void close() {
		synchronized (VirtualThreadMetering.class) {
			if (this.counts) {
				this.counts = false;
				open--;
				if (open == 0) {
					VirtualThreadMeter.setActive(false);
				}
			}
		}
	}

}
