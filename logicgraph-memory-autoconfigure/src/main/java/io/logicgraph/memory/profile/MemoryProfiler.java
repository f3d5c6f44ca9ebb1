package io.logicgraph.memory.profile;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.ThreadMeter;
import io.logicgraph.memory.metrics.JvmMemory;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.metrics.MemorySnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a piece of work and logs one line about it, as {@link AllocationTracker} does.
 * {@link #measure} and {@link #measureAsync} return the figures instead.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class MemoryProfiler {

	private MemoryProfiler() {
	}

	/**
	 * Do some work and report what it allocated.
	 * @param <T> the type of the result
	 * @param <E> the type of exception that the work throws
	 * @param name name in the report
	 * @param work the work
	 * @return the result of the work
	 * @throws E if the work throws it
	 */
	@SuppressWarnings("try")
	public static <T, E extends Exception> T profile(String name, Work<T, E> work) throws E {
		Objects.requireNonNull(work, "work");
		try (AllocationTracker tracker = new AllocationTracker(name)) {
			return work.run();
		}
	}

	/**
	 * Do some work that has no result, and report what it allocated.
	 * @param name name in the report
	 * @param work the work
	 */
	@SuppressWarnings("try")
	public static void profile(String name, Runnable work) {
		Objects.requireNonNull(work, "work");
		try (AllocationTracker tracker = new AllocationTracker(name)) {
			work.run();
		}
	}

	/**
	 * Do some work and return what it allocated, without logging it.
	 * @param <E> the type of exception that the work throws
	 * @param name name in the report
	 * @param work the work; its result is dropped
	 * @return what was measured
	 * @throws E if the work throws it
	 */
	public static <E extends Exception> AllocationReport measure(String name, Work<?, E> work) throws E {
		Objects.requireNonNull(work, "work");
		AllocationTracker tracker = new AllocationTracker(name, false);
		try {
			work.run();
		}
		finally {
			tracker.stop();
		}
		return tracker.stop();
	}

	/**
	 * Start some asynchronous work, and report what it allocated when its stage ends,
	 * with a result or without. What other threads do is counted where the scope is
	 * handed on to them; if the stage is completed by a thread that was not followed, the
	 * report is {@link Quality#PARTIAL}.
	 * @param <T> the type of the result
	 * @param name name in the report
	 * @param work starts the work
	 * @return the stage that {@code work} returned
	 */
	public static <T> CompletionStage<T> profileAsync(String name, Supplier<? extends CompletionStage<T>> work) {
		Objects.requireNonNull(work, "work");
		return start(name, true, work, (report) -> {
		});
	}

	/**
	 * Start some asynchronous work, and return what it allocated until its stage ended,
	 * with a result or without, without logging it. What is counted is as for
	 * {@link #profileAsync}.
	 * @param name name in the report
	 * @param work starts the work; the result of its stage is dropped
	 * @return what was measured, once the stage has ended
	 */
	public static CompletableFuture<AllocationReport> measureAsync(String name,
			Supplier<? extends CompletionStage<?>> work) {
		Objects.requireNonNull(work, "work");
		CompletableFuture<AllocationReport> report = new CompletableFuture<>();
		start(name, false, work, report::complete);
		return report;
	}

	private static <S extends CompletionStage<?>> S start(String name, boolean logged, Supplier<S> work,
			Consumer<AllocationReport> reports) {
		AllocationTracker tracker = new AllocationTracker(name, logged);
		S stage;
		long reading;
		try {
			stage = work.get();
			reading = ThreadMeter.currentThreadBytes();
			Objects.requireNonNull(stage, "work returned no stage");
		}
		catch (Throwable ex) {
			// A supplier may throw a checked exception, too: Kotlin and Lombok allow it.
			tracker.close();
			throw ex;
		}
		new AsyncEnd<@Nullable Object>(tracker, reports).await(stage, reading);
		return stage;
	}

	/**
	 * Take a snapshot of {@link MemoryMetrics#global()} and of the JVM's heap.
	 * @return the snapshot
	 */
	public static MemorySnapshot snapshot() {
		return MemorySnapshot.take(MemoryMetrics.global());
	}

	/**
	 * Do some work and return by how much the live heap grew: what is in use after a
	 * collection, afterwards less before. Collects garbage twice, so it is for tests and
	 * for hunting leaks. Other threads' heap is in the result, too, and so may be what a
	 * thread that shared in the work (a worker of a parallel stream, say) still refers to
	 * for a moment after its last task.
	 * @param work the work
	 * @return bytes; empty where the JVM did not collect when asked to, for instance with
	 * {@code -XX:+DisableExplicitGC}
	 */
	public static OptionalLong liveHeapGrowth(Runnable work) {
		Objects.requireNonNull(work, "work");
		OptionalLong before = liveHeap();
		work.run();
		OptionalLong after = liveHeap();
		return (before.isPresent() && after.isPresent()) ? OptionalLong.of(after.getAsLong() - before.getAsLong())
				: OptionalLong.empty();
	}

	private static OptionalLong liveHeap() {
		long collections = JvmMemory.collections();
		System.gc();
		return (JvmMemory.collections() > collections) ? JvmMemory.heapAfterGcBytes() : OptionalLong.empty();
	}

}
