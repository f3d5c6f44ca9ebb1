package io.logicgraph.memory.test;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.profile.AllocationReport;
import io.logicgraph.memory.profile.MemoryProfiler;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.jspecify.annotations.Nullable;

/**
 * A call, which ends when it returns, or when the stage ends that it returns. Its result
 * is kept until the next run, so that the compiler can't do without it.
 */
final class CallWork implements MeasuredWork {

	static final String LABEL = "the call";

	private static final CompletableFuture<@Nullable Void> ENDED = CompletableFuture.completedFuture(null);

	private final Callable<?> call;

	private volatile @Nullable Object result;

	private boolean returnsStage;

	CallWork(Callable<?> call) {
		this.call = call;
	}

	@Override
	@SuppressWarnings("NullAway") // a call may return null
	public Map<String, Figure> run() throws Exception {
		AllocationReport report = this.returnsStage ? measureStage() : MemoryProfiler.measure(LABEL, this::call);
		if (!this.returnsStage && this.result instanceof CompletionStage<?> stage) {
			// Another one is measured to its end; this one only has to end.
			this.returnsStage = true;
			await(stage);
			return run();
		}
		rejectIfWorkedOffLater(this.result);
		if (report.bytes().isEmpty()) {
			return Map.of(LABEL, new Figure(0, Quality.UNAVAILABLE));
		}
		long bytes = report.bytes().getAsLong() - Boxes.bytes(this.result);
		return Map.of(LABEL, new Figure(Math.max(bytes, 0), report.quality()));
	}

	private @Nullable Void call() throws Exception {
		this.result = this.call.call();
		return null;
	}

	private AllocationReport measureStage() throws Exception {
		AllocationReport report = MemoryProfiler.measureAsync(LABEL, this::callForStage).join();
		if (this.result instanceof CompletionStage<?> stage) {
			await(stage);
		}
		return report;
	}

	private CompletionStage<?> callForStage() {
		try {
			call();
		}
		catch (Exception ex) {
			throw CallWork.<RuntimeException>sneaky(ex);
		}
		return (this.result instanceof CompletionStage<?> stage) ? stage : ENDED;
	}

	private static void await(CompletionStage<?> stage) throws Exception {
		try {
			stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw CallWork.<RuntimeException>sneaky((ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	@SuppressWarnings("unchecked")
	static <E extends Throwable> E sneaky(Throwable ex) throws E {
		throw (E) ex;
	}

	private static void rejectIfWorkedOffLater(@Nullable Object result) {
		if (result instanceof Future<?> future && !future.isDone()) {
			throw worksLater(result, "wait for it, with get()");
		}
		if (result instanceof BaseStream) {
			throw worksLater(result, "consume it, with toList() for instance");
		}
		if (result != null && isPublisher(result.getClass())) {
			throw worksLater(result, "subscribe and wait, with block() for instance");
		}
	}

	private static IllegalArgumentException worksLater(Object result, String advice) {
		return new IllegalArgumentException(
				"The call returned a %s, whose work is not done when the call returns: %s in the call itself"
					.formatted(result.getClass().getSimpleName(), advice));
	}

	private static boolean isPublisher(@Nullable Class<?> type) {
		if (type == null) {
			return false;
		}
		if (type.getName().equals("org.reactivestreams.Publisher")
				|| type.getName().equals("java.util.concurrent.Flow$Publisher")) {
			return true;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (isPublisher(implemented)) {
				return true;
			}
		}
		return isPublisher(type.getSuperclass());
	}

	@Override
	public Set<String> callers() {
		return Set.of(CallWork.class.getName() + ".call");
	}

	@Override
	public String adviceIfUnavailable() {
		if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
				|| !threads.isThreadAllocatedMemorySupported() || !threads.isThreadAllocatedMemoryEnabled()) {
			return "This JVM does not count what its threads allocate, or was told not to.";
		}
		String reason = VirtualThreadMetering.unavailableReason();
		return (reason != null) ? reason : "None of the threads that did the work was followed.";
	}

	@Override
	public String adviceIfPartial() {
		return "Some of the work ran on threads that were not followed. Wrap the executor with "
				+ "ContextExecutorService of io.micrometer:context-propagation.";
	}

}
