package io.logicgraph.memory.internal;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;

/**
 * Logs that something on the way failed which must not disturb the work that is measured:
 * the first time at WARN, then at DEBUG. Never throws, not even if the failure can't be
 * printed.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class FailureLog {

	private final Log logger;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create a log of failures.
	 * @param logger where they are logged
	 */
	public FailureLog(Log logger) {
		this.logger = logger;
	}

	/**
	 * Log a failure.
	 * @param message what could not be done
	 * @param failure why
	 */
	public void log(String message, Throwable failure) {
		try {
			logOrThrow(message, failure);
		}
		catch (Throwable ex) {
			logClass(message, failure);
		}
	}

	private void logOrThrow(String message, Throwable failure) {
		if (this.warned.compareAndSet(false, true)) {
			this.logger.warn(message + ". Further failures are logged at DEBUG", failure);
		}
		else {
			this.logger.debug(message, failure);
		}
	}

	/**
	 * Log a failure whose message or cause throws when it is looked at.
	 */
	private void logClass(String message, Throwable failure) {
		try {
			this.logger.warn(message + ": " + failure.getClass().getName());
		}
		catch (Throwable ex) {
			// There is nowhere left to report it.
			ex.addSuppressed(failure);
		}
	}

}
