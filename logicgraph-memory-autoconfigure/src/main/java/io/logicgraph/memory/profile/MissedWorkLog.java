package io.logicgraph.memory.profile;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.internal.ThreadMeter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs the first figure that lacks something because work was not followed to other
 * threads, with what to do about it. Thread-safe.
 */
final class MissedWorkLog {

	private static final Log logger = LogFactory.getLog(ProfileRegistry.class);

	private final Supplier<String> advice;

	private final AtomicBoolean partial = new AtomicBoolean();

	private final AtomicBoolean unmeasured = new AtomicBoolean();

	MissedWorkLog(Supplier<String> advice) {
		this.advice = advice;
	}

	void partial(String name) {
		log(this.partial, name, "are partial: some of its work ran on threads that are not followed");
	}

	void unmeasured(String name) {
		// Where the JVM has no counter, following would not help.
		if (ThreadMeter.isAvailable()) {
			log(this.unmeasured, name, "are unknown: its work is not followed to the threads that do it");
		}
	}

	private void log(AtomicBoolean logged, String name, String problem) {
		if (logged.get()) {
			return;
		}
		String advice = this.advice.get();
		if (!advice.isEmpty() && logged.compareAndSet(false, true)) {
			logger.info("The bytes of '%s' %s. %s".formatted(Printable.of(name), problem, advice));
		}
	}

}
