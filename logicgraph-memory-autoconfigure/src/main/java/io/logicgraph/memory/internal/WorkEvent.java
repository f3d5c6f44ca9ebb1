package io.logicgraph.memory.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A span of time in which a thread worked for one execution and for none nested in it, as
 * an event of JDK Flight Recorder.
 */
@Name(WorkEvent.NAME)
@Label("Work for an Execution")
@Category("logicgraph-memory")
@Description("A span of time in which a thread worked for a profiled execution and for none nested in it")
@Enabled(false)
@StackTrace(false)
public final class WorkEvent extends Event {

	/**
	 * Name of the event.
	 */
	public static final String NAME = "io.logicgraph.memory.Work";

	@Label("Scope")
	@Description("Number of the execution")
	long scope;

	@Label("Observation")
	@Description("Whether it is observed work, such as a request, and not a profiled method")
	boolean observation;

}
