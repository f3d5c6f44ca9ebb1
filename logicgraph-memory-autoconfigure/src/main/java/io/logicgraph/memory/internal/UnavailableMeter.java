package io.logicgraph.memory.internal;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Says why the {@link ThreadMeter} is unavailable.
 */
final class UnavailableMeter {

	private static final Log logger = LogFactory.getLog(ThreadMeter.class);

	private static final AtomicBoolean LOGGED = new AtomicBoolean();

	private UnavailableMeter() {
	}

	static String reason(boolean supported) {
		if (!supported) {
			return "this JVM (%s) has no count of allocated bytes by thread"
				.formatted(System.getProperty("java.vm.name"));
		}
		return "the count is switched off; com.sun.management.ThreadMXBean.setThreadAllocatedMemoryEnabled(true) "
				+ "switches it on";
	}

	static void logOnce() {
		if (LOGGED.get()) {
			return;
		}
		String reason = ThreadMeter.unavailableReason();
		// On a virtual thread there is none: other threads can be measured.
		if (reason != null && LOGGED.compareAndSet(false, true)) {
			logger.warn("Allocated bytes are unavailable: " + reason);
		}
	}

	static void forgetLogged() {
		LOGGED.set(false);
	}

}
