package io.logicgraph.memory.profile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import com.sun.management.ThreadMXBean;
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
	void returnsTheStageOfTheWork() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		assertThat(MemoryProfiler.profileAsync("work", () -> stage)).isSameAs(stage);
		stage.complete("done");
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
