package io.logicgraph.memory.micrometer;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs failures to record: the first at WARN, further ones at DEBUG.
 */
final class FailureLog {

	private static final Log logger = LogFactory.getLog(AllocationObservationHandler.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	void log(String message, RuntimeException ex) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn(message + ". Further failures are logged at DEBUG", ex);
		}
		else {
			logger.debug(message, ex);
		}
	}

}
