package io.logicgraph.memory.profile;

import java.time.Instant;

import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A sample of an allocation, and whom the thread worked for at that time.
 */
final class AllocationSample {

	/**
	 * No scope has this number.
	 */
	private static final long NO_SCOPE = 0;

	private final Instant time;

	private final long weight;

	private final SampleStack stack;

	private long profile = NO_SCOPE;

	private long observation = NO_SCOPE;

	AllocationSample(RecordedEvent event, SampleStack stack) {
		this.time = event.getStartTime();
		this.weight = event.getLong("weight");
		this.stack = stack;
	}

	Instant time() {
		return this.time;
	}

	long weight() {
		return this.weight;
	}

	SampleStack stack() {
		return this.stack;
	}

	void workedFor(long scope, boolean observation) {
		if (observation) {
			this.observation = scope;
		}
		else {
			this.profile = scope;
		}
	}

	@Nullable Long profile() {
		return (this.profile != NO_SCOPE) ? this.profile : null;
	}

	@Nullable Long observation() {
		return (this.observation != NO_SCOPE) ? this.observation : null;
	}

}
