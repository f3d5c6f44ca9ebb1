package io.logicgraph.memory.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.JvmMemory;
import io.logicgraph.memory.metrics.LiveHeapReport;
import io.logicgraph.memory.metrics.LiveHeapVerdict;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool under load, faults and misuse for ten minutes, or {@code -Dsoak.duration}, run
 * by {@code mvn -Psoak verify}. Ends with the pool's balance and the curve of the live
 * heap, printed and in {@code target/soak}.
 */
class PoolSoak {

	private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT10M"));

	private static final int SAMPLES = 40;

	private static final long TOLERATED_GROWTH = 4 << 20;

	private final MemoryMetrics metrics = new MemoryMetrics();

	private final ContextPool pool = new ContextPool("soak",
			PoolConfig.builder().leakThreshold(Duration.ofSeconds(1)).idleTimeout(Duration.ofSeconds(1)).build(),
			this.metrics);

	private final PoolFaults faults = new PoolFaults();

	private final List<HeapSample> curve = new ArrayList<>();

	private final long start = System.nanoTime();

	@Test
	void balanceAndHeapHoldUnderLoadFaultsAndMisuse() throws Exception {
		PoolStress stress = new PoolStress(this.pool, () -> nanos() < DURATION.toNanos(), this.faults);
		LiveHeapReport liveHeap;
		try (LiveHeapWatch watch = new LiveHeapWatch(DURATION.dividedBy(2))) {
			List<Thread> threads = new ArrayList<>();
			stress.start(threads);
			for (int i = 1; i <= SAMPLES && !stress.hasFailed(); i++) {
				threads.get(0).join(Math.max(1, i * DURATION.toMillis() / SAMPLES - nanos() / 1_000_000));
				sampleHeap();
			}
			stress.await(threads);
			liveHeap = watch.report();
		}
		GarbageCollections.until("nothing out", () -> this.pool.stats().active() == 0);
		this.pool.reconfigure(this.pool.config().toBuilder().maxPooled(100).build());
		sampleHeap();
		write(stress, liveHeap);
		assertBalanced(stress);
		assertHeapIsBackWhereItWas(liveHeap);
	}

	private void assertBalanced(PoolStress stress) {
		PoolStats stats = this.pool.stats();
		PoolBooks.assertBalanced(this.pool, 0);
		assertThat(stats.leaked()).containsEntry(LeakKind.GC, this.faults.lost());
		assertThat(stats.misuse())
			.containsEntry(MisuseKind.DOUBLE_RELEASE,
					stress.doubleReleases() + this.faults.count(PoolFaults.Kind.DOUBLE_RELEASE))
			.containsEntry(MisuseKind.FOREIGN_RELEASE, this.faults.count(PoolFaults.Kind.FOREIGN_RELEASE))
			.containsEntry(MisuseKind.NULL_RELEASE, this.faults.count(PoolFaults.Kind.NULL_RELEASE))
			.containsEntry(MisuseKind.USE_AFTER_RELEASE, this.faults.count(PoolFaults.Kind.USE_AFTER_RELEASE))
			.containsEntry(MisuseKind.CONCURRENT_USE, 0L);
		assertThat(this.metrics.currentBytes()).isEqualTo(this.pool.retainedBytes());
	}

	/**
	 * The first fifth is left out, in which classes are loaded and code is compiled.
	 */
	private void assertHeapIsBackWhereItWas(LiveHeapReport liveHeap) {
		assertThat(liveHeap.verdict()).as("%s", liveHeap).isEqualTo(LiveHeapVerdict.STABLE);
		long early = this.curve.subList(SAMPLES / 5, SAMPLES / 2)
			.stream()
			.mapToLong(HeapSample::bytes)
			.min()
			.orElseThrow();
		assertThat(this.curve.get(this.curve.size() - 1).bytes()).as("%s", this.curve)
			.isLessThan(early + TOLERATED_GROWTH);
	}

	private void sampleHeap() {
		System.gc();
		this.curve.add(new HeapSample(nanos() / 1e9, JvmMemory.heapAfterGcBytes().orElseThrow()));
	}

	private long nanos() {
		return System.nanoTime() - this.start;
	}

	private void write(PoolStress stress, LiveHeapReport liveHeap) throws IOException {
		PoolStats stats = this.pool.stats();
		List<String> lines = new ArrayList<>();
		lines.add("JDK %s, %s".formatted(Runtime.version(), DURATION));
		lines.add("operations: %d on platform threads, %d on virtual threads".formatted(stress.onPlatformThreads(),
				stress.onVirtualThreads()));
		lines.add("acquired %d = released %d + lost %d + active %d".formatted(stats.totalAcquired(), stats.released(),
				stats.leaked().get(LeakKind.GC), stats.active()));
		lines.add("acquired %d = created %d + reused %d".formatted(stats.totalAcquired(), stats.created(),
				stats.reused()));
		lines.add("created %d = idle %d + discarded %d + lost %d + active %d".formatted(stats.created(),
				stats.currentPoolSize(), sum(stats.discarded()), stats.leaked().get(LeakKind.GC), stats.active()));
		lines.add("discarded: " + stats.discarded());
		lines.add("injected: " + this.faults.counts());
		lines.add("misuse refused: " + stats.misuse());
		lines.add("recorded %d B = retained %d B".formatted(this.metrics.currentBytes(), stats.retainedBytes()));
		lines.add("live heap: " + liveHeap);
		lines.add("live heap, seconds: bytes");
		this.curve
			.forEach((sample) -> lines.add(String.format(Locale.ROOT, "%7.1f: %d", sample.seconds(), sample.bytes())));
		Path directory = Files.createDirectories(Path.of("target", "soak"));
		Files.write(directory.resolve("soak-jdk" + Runtime.version().feature() + ".txt"), lines);
		System.out.println(lines.stream().collect(Collectors.joining(System.lineSeparator())));
	}

	private static long sum(Map<?, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private record HeapSample(double seconds, long bytes) {
	}

}
