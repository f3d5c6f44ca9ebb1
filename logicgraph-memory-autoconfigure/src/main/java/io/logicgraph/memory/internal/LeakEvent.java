package io.logicgraph.memory.internal;

import java.util.List;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A leaked context, as an event of JDK Flight Recorder.
 */
@Name(LeakEvent.NAME)
@Label("Context Leak")
@Category("logicgraph-memory")
@Description("A context of a pool that was held for too long, or was garbage collected without having been released")
@Enabled(false)
@StackTrace(false)
public final class LeakEvent extends Event {

	/**
	 * Name of the event.
	 */
	public static final String NAME = "io.logicgraph.memory.ContextLeak";

	@Label("Pool")
	@Nullable String pool;

	@Label("Kind")
	@Description("How it was found: by its age or by garbage collection")
	@Nullable String kind;

	@Label("Acquired By")
	@Description("Name of the thread that acquired the context, if its lease was watched")
	@Nullable String acquiredBy;

	@Label("Acquired At")
	@Description("Stack that acquired the context, innermost frame first, if its lease was watched")
	@Nullable String acquiredAt;

	@Label("Held")
	@Description("Time since the context was acquired, if its lease was watched")
	@Timespan(Timespan.MILLISECONDS)
	long held;

	private LeakEvent(String pool, String kind) {
		this.pool = pool;
		this.kind = kind;
	}

	/**
	 * Record a leak if a recording has switched the event on.
	 * @param pool name of the pool
	 * @param kind how it was found
	 * @param lease what is known of the lease, {@code null} if it was not watched
	 */
	public static void record(String pool, String kind, @Nullable Lease lease) {
		LeakEvent event = new LeakEvent(pool, kind);
		if (event.isEnabled()) {
			if (lease != null) {
				event.acquiredBy = lease.thread();
				event.acquiredAt = String.join("\n", lease.stack());
				event.held = lease.heldMillis();
			}
			event.commit();
		}
	}

	/**
	 * What is known of a lease that was watched.
	 */
	public interface Lease {

		/**
		 * Return the name of the thread that acquired the context.
		 */
		String thread();

		/**
		 * Return the stack that acquired the context, innermost frame first.
		 */
		List<String> stack();

		/**
		 * Return the time since then.
		 */
		long heldMillis();

	}

}
