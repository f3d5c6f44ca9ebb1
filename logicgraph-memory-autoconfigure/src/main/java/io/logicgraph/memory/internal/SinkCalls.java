package io.logicgraph.memory.internal;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands results to sinks. What a sink throws reaches neither the work that was measured
 * nor that of others on the same thread.
 */
final class SinkCalls {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ProfileScope.class));

	private SinkCalls() {
	}

	static void measured(ScopeSink sink, long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		try {
			sink.measured(bytes, nestedBytes, complete, error);
		}
		catch (Throwable ex) {
			failed(sink, ex);
		}
	}

	static void unmeasured(ScopeSink sink, @Nullable Throwable error) {
		try {
			sink.unmeasured(error);
		}
		catch (Throwable ex) {
			failed(sink, ex);
		}
	}

	static void late(ScopeSink sink, long bytes, long nestedBytes) {
		try {
			sink.late(bytes, nestedBytes);
		}
		catch (Throwable ex) {
			failed(sink, ex);
		}
	}

	private static void failed(ScopeSink sink, Throwable ex) {
		failures.log("The result of a scope was refused by " + sink.getClass().getName(), ex);
	}

}
