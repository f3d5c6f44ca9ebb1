package io.logicgraph.memory.profile;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Committed now and then: when it comes out of the event stream, all samples from before
 * have come, too.
 */
@Name(SamplesDelivered.NAME)
@Label("Samples Delivered")
@Description("Tells our own event stream that all samples from before have been delivered")
@Category({ "Logic Graph", "Memory" })
@Enabled(false)
@StackTrace(false)
final class SamplesDelivered extends Event {

	static final String NAME = "io.logicgraph.memory.SamplesDelivered";

	@Label("Sampler")
	int sampler;

	@Label("Number")
	long number;

}
