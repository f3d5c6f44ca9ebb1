package io.logicgraph.memory.profile;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

import io.logicgraph.memory.internal.ObjectSizes;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.internal.ThreadMeter;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the code between its construction and {@link #stop()} allocates, and logs
 * one line about it at INFO:
 *
 * <pre>{@code
 * try (AllocationTracker tracker = new AllocationTracker("load")) {
 *     load();
 * }
 * // [load] Allocations: 0, Bytes: 1000016 (0.95 MB), Duration: 0.171 ms
 * }</pre>
 *
 * The bytes are those of the thread that made the tracker, and of threads to which its
 * scope was handed on. Trackers may be nested; what an inner one needs for itself is not
 * charged to the outer one.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class AllocationTracker implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(AllocationTracker.class);

	/**
	 * What the caller allocated by making the tracker.
	 */
	private static final long OWN_BYTES = ObjectSizes.instance(3, 0, 0);

	private final String name;

	private final Result result;

	private final ProfileScope scope;

	/**
	 * Start a tracker.
	 * @param name name in the report
	 */
	public AllocationTracker(String name) {
		this(name, true);
	}

	AllocationTracker(String name, boolean logged) {
		long reading = ThreadMeter.currentThreadBytes();
		this.name = Objects.requireNonNull(name, "name");
		this.result = new Result(logged);
		this.scope = ProfileScope.openShared(this.result, (reading >= 0) ? reading - OWN_BYTES : reading);
	}

	/**
	 * Stop counting and log the report. Further calls return the same report.
	 * @return what was measured
	 */
	public synchronized AllocationReport stop() {
		this.scope.close(null);
		return this.result.report();
	}

	/**
	 * Stop if that was not done before.
	 */
	@Override
	public void close() {
		stop();
	}

	ProfileScope scope() {
		return this.scope;
	}

	/**
	 * Makes the report when the scope closes, so that making and logging it is not
	 * charged to an outer scope. It refers to its tracker, so that the JIT can't do
	 * without the object whose bytes we leave out.
	 */
	private final class Result implements ScopeSink {

		private final boolean logged;

		private final long allocationsBefore = MemoryMetrics.global().totalAllocations();

		private final long startNanos = System.nanoTime();

		private @Nullable AllocationReport report;

		private Result(boolean logged) {
			this.logged = logged;
		}

		@Override
		public String name() {
			return AllocationTracker.this.name;
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			report(OptionalLong.of(bytes), Quality.of(complete));
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			report(OptionalLong.empty(), Quality.UNAVAILABLE);
		}

		@Override
		public void late(long bytes, long nestedBytes) {
			// The report was made.
		}

		private void report(OptionalLong bytes, Quality quality) {
			this.report = create(bytes, quality);
			if (this.logged) {
				logger.info(this.report);
			}
		}

		/**
		 * Return the report. There is none where making it failed, for lack of memory or
		 * of stack; that must not hide what the work itself has thrown.
		 */
		private AllocationReport report() {
			AllocationReport report = this.report;
			return (report != null) ? report : create(OptionalLong.empty(), Quality.UNAVAILABLE);
		}

		private AllocationReport create(OptionalLong bytes, Quality quality) {
			Duration duration = Duration.ofNanos(System.nanoTime() - this.startNanos);
			long allocations = MemoryMetrics.global().totalAllocations() - this.allocationsBefore;
			return new AllocationReport(AllocationTracker.this.name, allocations, bytes, duration, quality);
		}

	}

}
