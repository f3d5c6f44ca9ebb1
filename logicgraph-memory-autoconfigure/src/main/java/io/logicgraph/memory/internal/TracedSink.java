package io.logicgraph.memory.internal;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A sink of a scope that JDK Flight Recorder is shown as well. There are such sinks only
 * while a recording has switched the events on: otherwise a scope costs one look whether
 * it has.
 */
final class TracedSink implements ScopeSink {

	private static final AtomicLong SCOPES = new AtomicLong();

	private final ScopeSink sink;

	private final ExecutionEvent event = new ExecutionEvent();

	private TracedSink(ScopeSink sink, boolean observation) {
		this.sink = sink;
		this.event.scope = SCOPES.incrementAndGet();
		this.event.observation = observation;
		this.event.begin();
	}

	/**
	 * Return the sink itself, or one that also traces what it takes.
	 */
	static ScopeSink of(ScopeSink sink, boolean observation) {
		return (Jfr.isPresent() && Probes.areOn()) ? new TracedSink(sink, observation) : sink;
	}

	/**
	 * Begin to trace that the current thread works for the scope.
	 */
	WorkEvent beginWork() {
		WorkEvent work = new WorkEvent();
		work.scope = this.event.scope;
		work.observation = this.event.observation;
		work.begin();
		return work;
	}

	@Override
	public @Nullable String name() {
		return this.sink.name();
	}

	@Override
	public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		this.event.end();
		this.sink.measured(bytes, nestedBytes, complete, error);
		this.event.bytes = bytes;
		this.event.nestedBytes = nestedBytes;
		this.event.complete = complete;
		commit(error);
	}

	@Override
	public void unmeasured(@Nullable Throwable error) {
		this.event.end();
		this.sink.unmeasured(error);
		this.event.bytes = -1;
		commit(error);
	}

	@Override
	public void late(long bytes, long nestedBytes) {
		this.sink.late(bytes, nestedBytes);
	}

	private void commit(@Nullable Throwable error) {
		this.event.name = this.sink.name();
		this.event.error = (error != null) ? error.getClass() : null;
		this.event.commit();
	}

	/**
	 * Apart, since a runtime image may be without JDK Flight Recorder.
	 */
	private static final class Probes {

		private static final ExecutionEvent EXECUTION = new ExecutionEvent();

		private static final WorkEvent WORK = new WorkEvent();

		private Probes() {
		}

		static boolean areOn() {
			return EXECUTION.isEnabled() || WORK.isEnabled();
		}

	}

}
