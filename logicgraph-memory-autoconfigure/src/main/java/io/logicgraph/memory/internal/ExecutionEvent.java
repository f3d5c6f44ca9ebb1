package io.logicgraph.memory.internal;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * One execution of profiled or observed work, as an event of JDK Flight Recorder.
 */
@Name(ExecutionEvent.NAME)
@Label("Profiled Execution")
@Category("logicgraph-memory")
@Description("One execution of a profiled method or of observed work, with the bytes that it allocated")
@Enabled(false)
@StackTrace(false)
public final class ExecutionEvent extends Event {

	/**
	 * Name of the event.
	 */
	public static final String NAME = "io.logicgraph.memory.Execution";

	@Label("Scope")
	@Description("Number of the execution, to which the events of its threads refer")
	long scope;

	@Label("Name")
	@Nullable String name;

	@Label("Observation")
	@Description("Whether it is observed work, such as a request, and not a profiled method")
	boolean observation;

	@Label("Bytes")
	@Description("Bytes allocated, those of nested executions included; -1 if they are unknown")
	@DataAmount
	long bytes;

	@Label("Nested Bytes")
	@DataAmount
	long nestedBytes;

	@Label("Complete")
	@Description("False if some of the work is known to be missing")
	boolean complete;

	@Label("Error")
	@Nullable Class<?> error;

}
