package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemorySnapshot} and {@link MemoryDiff}.
 */
class MemorySnapshotTests {

	private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void diffSubtractsTheEarlierSnapshot() {
		MemorySnapshot before = new MemorySnapshot(TIME, new MemoryTotals(1, 0, 100, 100, 100, 0, 0),
				OptionalLong.of(1000), 5000, OptionalLong.of(2000), 3);
		MemorySnapshot after = new MemorySnapshot(TIME.plusSeconds(2), new MemoryTotals(4, 2, 700, 300, 600, 1, 0),
				OptionalLong.of(9000), 4000, OptionalLong.of(2500), 5);
		MemoryDiff diff = after.diff(before);
		assertThat(diff.allocations()).isEqualTo(3);
		assertThat(diff.deallocations()).isEqualTo(2);
		assertThat(diff.totalBytes()).isEqualTo(600);
		assertThat(diff.currentBytes()).isEqualTo(200);
		assertThat(diff.peakBytes()).isEqualTo(500);
		assertThat(diff.jvmAllocatedBytes()).hasValue(8000);
		assertThat(diff.heapUsedBytes()).isEqualTo(-1000);
		assertThat(diff.heapAfterGcBytes()).hasValue(500);
		assertThat(diff.collections()).isEqualTo(2);
		assertThat(diff.duration()).isEqualTo(Duration.ofSeconds(2));
		assertThat(diff.format()).isEqualTo("""
				Memory in 2.000 s
				  Recorded:       +200 B current, +500 B peak, 600 B allocated in 3 allocations (2 deallocations)
				  JVM allocated:  +7.8 KB
				  Heap used:      -1000 B
				  Heap after GC:  +500 B (2 collections)""");
	}

	@Test
	void whatTheJvmCannotSayStaysUnknown() {
		MemorySnapshot unknown = new MemorySnapshot(TIME, new MemoryTotals(0, 0, 0, 0, 0, 0, 0), OptionalLong.empty(),
				0, OptionalLong.empty(), 0);
		MemoryDiff diff = unknown.diff(unknown);
		assertThat(diff.jvmAllocatedBytes()).isEmpty();
		assertThat(diff.heapAfterGcBytes()).isEmpty();
		assertThat(diff.format()).contains("JVM allocated:  unknown");
	}

	@Test
	void takesTheRecordedFiguresAndTheJvms() {
		MemoryMetrics metrics = new MemoryMetrics();
		metrics.recordAllocation(64);
		System.gc();
		MemorySnapshot snapshot = MemorySnapshot.take(metrics);
		assertThat(snapshot.recorded()).isEqualTo(metrics.totals());
		assertThat(snapshot.heapUsedBytes()).isPositive();
		assertThat(snapshot.collections()).isPositive();
		assertThat(snapshot.heapAfterGcBytes()).isPresent();
	}

}
