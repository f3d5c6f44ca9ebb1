package io.logicgraph.memory.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Stack trace of a call into the pool, without the pool's own frames. A throwable so that
 * a logger prints it as one and a misuse can carry it.
 */
final class CallSite extends Throwable {

	private static final long serialVersionUID = 1L;

	private static final Set<String> OWN_CLASSES = Set.of(CallSite.class.getName(), ContextPool.class.getName(),
			LeakDetector.class.getName(), PooledContext.class.getName(), PoolEntry.class.getName(),
			WatchedLease.class.getName());

	private static final int MAX_FRAMES = 32;

	CallSite(String message) {
		super(message, null, false, true);
	}

	/**
	 * Drop the pool's frames. Not done on construction, since turning the JVM's record of
	 * the stack into elements costs far more than taking it.
	 */
	CallSite trimmed() {
		setStackTrace(callersOf(getStackTrace()));
		return this;
	}

	List<String> frames() {
		return Arrays.stream(callersOf(getStackTrace())).map(StackTraceElement::toString).toList();
	}

	private static StackTraceElement[] callersOf(StackTraceElement[] trace) {
		int from = 0;
		while (from < trace.length && isOwn(trace[from])) {
			from++;
		}
		return Arrays.copyOfRange(trace, from, Math.min(trace.length, from + MAX_FRAMES));
	}

	private static boolean isOwn(StackTraceElement frame) {
		return OWN_CLASSES.contains(frame.getClassName());
	}

}
