package io.logicgraph.memory.profile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ThreadMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MemoryProfiler}.
 */
class MemoryProfilerTests {

	private static final int HELD_BYTES = 32_000_000;

	private byte @Nullable [] held;

	@Test
	void passesTheResultThrough() {
		assertThat(MemoryProfiler.profile("work", () -> "result").length()).isEqualTo(6);
	}

	@Test
	void passesAnExceptionThrough() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> MemoryProfiler.profile("work", () -> {
			throw new IOException("no");
		}));
	}

	@Test
	void measuresWithoutLogging() {
		AllocationReport report = MemoryProfiler.measure("work", () -> this.held = new byte[1_000_000]);
		assertThat(report.name()).isEqualTo("work");
		assertThat(report.bytes()).hasValue(1_000_016);
		assertThat(report.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void measuringPassesAnExceptionThroughAndLeavesNoScope() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> MemoryProfiler.measure("work", () -> {
			throw new IOException("no");
		}));
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void measuresUntilTheStageEnds() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		CompletableFuture<AllocationReport> report = MemoryProfiler.measureAsync("work", () -> {
			this.held = new byte[1_000_000];
			return stage;
		});
		assertThat(report).isNotDone();
		stage.complete("done");
		assertThat(report.join().bytes()).hasValue(1_000_016);
		// It was completed outside of the scope.
		assertThat(report.join().quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void measuresAStageThatHasEnded() {
		CompletableFuture<String> stage = CompletableFuture.failedFuture(new IOException("no"));
		AllocationReport report = MemoryProfiler.measureAsync("work", () -> {
			this.held = new byte[1_000_000];
			return stage;
		}).join();
		assertThat(report.bytes()).hasValue(1_000_016);
		assertThat(report.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void returnsTheStageOfTheWork() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		assertThat(MemoryProfiler.profileAsync("work", () -> stage)).isSameAs(stage);
		stage.complete("done");
	}

	@Test
	void supplierThatThrowsACheckedExceptionLeavesNoScope() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> MemoryProfiler.profileAsync("work", () -> sneakyThrow(new IOException("no"))));
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void stageThatCannotBeObservedIsReturnedAndLeavesNoScope() {
		CompletableFuture<String> stage = new CompletableFuture<>() {

			@Override
			public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
				throw new UnsupportedOperationException("expected");
			}

		};
		assertThat(MemoryProfiler.profileAsync("work", () -> stage)).isSameAs(stage);
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void exceptionOfTheWorkIsNotReplacedWhereTheStackEnds() throws InterruptedException {
		List<Throwable> thrown = new CopyOnWriteArrayList<>();
		Thread thread = new Thread(null, () -> {
			// More and more of the tracker's own work fits on the stack.
			for (int distance = 0; distance < 100; distance++) {
				int depth = deepest(0) - 10 * distance;
				try {
					descend(depth, () -> MemoryProfiler.profile("deep", () -> {
						throw new ArithmeticException("expected");
					}));
				}
				catch (Throwable ex) {
					thrown.add(ex);
				}
			}
		}, "small-stack", 256 * 1024);
		thread.start();
		thread.join();
		assertThat(thrown).hasSize(100)
			// An InternalError is the JDK's where it can't link a call for lack of stack.
			.allMatch((ex) -> ex instanceof VirtualMachineError || ex instanceof ArithmeticException);
	}

	@Test
	void liveHeapGrowsByWhatIsHeld() {
		OptionalLong growth = MemoryProfiler.liveHeapGrowth(() -> this.held = new byte[HELD_BYTES]);
		assertThat(growth.orElseThrow()).isGreaterThan(HELD_BYTES * 3L / 4);
		assertThat(this.held).hasSize(HELD_BYTES);
	}

	@Test
	void liveHeapDoesNotGrowByGarbage() {
		OptionalLong growth = MemoryProfiler.liveHeapGrowth(() -> assertThat(new byte[HELD_BYTES]).hasSize(HELD_BYTES));
		assertThat(growth.orElseThrow()).isLessThan(HELD_BYTES / 4);
	}

	private static int deepest(int depth) {
		try {
			return deepest(depth + 1);
		}
		catch (StackOverflowError ex) {
			return depth;
		}
	}

	private static void descend(int depth, Runnable work) {
		if (depth > 0) {
			descend(depth - 1, work);
		}
		else {
			work.run();
		}
	}

	@SuppressWarnings("unchecked")
	private static <R, E extends Throwable> R sneakyThrow(Throwable ex) throws E {
		throw (E) ex;
	}

	@Test
	void bytesAreUnavailableWhileTheCounterIsSwitchedOff() {
		ThreadMXBean bean = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		bean.setThreadAllocatedMemoryEnabled(false);
		try {
			AllocationReport report = new AllocationTracker("off").stop();
			assertThat(report.bytes()).isEmpty();
			assertThat(report.quality()).isEqualTo(Quality.UNAVAILABLE);
			assertThat(report.toString()).contains("Bytes: unavailable");
			assertThat(ThreadMeter.unavailableReason()).contains("switched off");
		}
		finally {
			bean.setThreadAllocatedMemoryEnabled(true);
		}
		assertThat(ThreadMeter.isAvailable()).isTrue();
	}

}
