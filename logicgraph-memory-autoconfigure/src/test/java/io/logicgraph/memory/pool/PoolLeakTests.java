package io.logicgraph.memory.pool;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.internal.LeakEvent;
import io.logicgraph.memory.metrics.MemoryMetrics;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a {@link ContextPool} does about leaks.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolLeakTests {

	private static final Duration SHORTEST = Duration.ofNanos(1);

	private final MemoryMetrics metrics = new MemoryMetrics();

	@Test
	void fullDetectionFindsEachLostContextWithoutFurtherTraffic(CapturedOutput output) {
		ContextPool pool = pool("full", LeakDetection.FULL, Duration.ofHours(1));
		lose(pool, 1000);
		awaitLost(pool, 1000);
		awaitReported(pool, 1000);
		assertThat(pool.leaks()).singleElement().satisfies((report) -> {
			assertThat(report.kind()).isEqualTo(LeakKind.GC);
			assertThat(report.count()).isEqualTo(1000);
			assertThat(report.stack().get(0)).contains("PoolLeakTests.lose");
			assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
		});
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
		assertThat(output.getAll().lines().filter((line) -> line.contains("Leak:") && line.contains("'full'")))
			.hasSize(1);
	}

	@Test
	void sampledDetectionCountsEachLostContextAndShowsWhereSomeCameFrom() {
		ContextPool pool = pool("sampled", LeakDetection.SAMPLED, Duration.ofHours(1));
		lose(pool, 1280);
		awaitLost(pool, 1280);
		awaitReported(pool, 10);
		assertThat(pool.leaks()).singleElement().satisfies((report) -> assertThat(report.count()).isEqualTo(10));
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void sampledDetectionWatchesOneLeaseIn128OfAReusedContext() {
		ContextPool pool = pool("sampled", LeakDetection.SAMPLED, Duration.ofHours(1));
		int watched = 0;
		for (int i = 0; i < 1280; i++) {
			try (PooledContext context = pool.lease()) {
				watched += (PoolBooks.entry(context).live().watch != null) ? 1 : 0;
			}
		}
		assertThat(watched).isEqualTo(10);
	}

	@Test
	void disabledDetectionWatchesAndReportsNothing(CapturedOutput output) {
		ContextPool pool = pool("disabled", LeakDetection.DISABLED, SHORTEST);
		leaseUnwatched(pool);
		lose(pool, 200);
		awaitLost(pool, 200);
		assertThat(pool.leaks()).isEmpty();
		assertThat(pool.stats().leaked()).containsEntry(LeakKind.AGE, 0L);
		assertThat(output.getAll()).doesNotContain("'disabled'");
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
		PoolBooks.assertBalanced(pool, 0);
	}

	private static void leaseUnwatched(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			assertThat(PoolBooks.entry(context).live().watch).isNull();
			pool.sweep();
			pool.sweep();
		}
	}

	@Test
	void contextThatWasLostFromItsHomeIsFoundAfterTheThreshold() {
		ContextPool pool = pool("homed", LeakDetection.SAMPLED, Duration.ofMillis(1));
		Context first = pool.acquire();
		pool.release(first);
		assertThat(PoolBooks.entry(first).observe() & 1).as("homed").isOne();
		first = null;
		lose(pool, 1);
		awaitLost(pool, 1);
		PoolBooks.assertBalanced(pool, 0);
		assertThat(this.metrics.currentBytes()).isEqualTo(pool.retainedBytes());
	}

	@Test
	void contextThatIsHeldTooLongIsReportedWithItsSiteAndALateReturnIsToo(CapturedOutput output) {
		ContextPool pool = pool("late", LeakDetection.FULL, SHORTEST);
		PooledContext context = pool.lease();
		pool.sweep();
		pool.sweep();
		assertThat(pool.stats().leaked()).containsEntry(LeakKind.AGE, 1L).containsEntry(LeakKind.GC, 0L);
		assertThat(pool.leaks()).singleElement().satisfies((report) -> {
			assertThat(report.kind()).isEqualTo(LeakKind.AGE);
			assertThat(report.count()).isOne();
			assertThat(report.stack().get(0)).contains("contextThatIsHeldTooLong");
		});
		context.set("still", "usable");
		context.close();
		assertThat(pool.stats().active()).isZero();
		assertThat(output.getAll()).contains("of pool 'late', reported as a leak, was released after");
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void contextMayBeFoundFirstByAgeAndThenByGarbageCollection() {
		ContextPool pool = pool("both", LeakDetection.FULL, SHORTEST);
		PooledContext context = pool.lease();
		pool.sweep();
		pool.sweep();
		Reference.reachabilityFence(context);
		context = null;
		awaitLost(pool, 1);
		awaitReported(pool, 1);
		assertThat(pool.stats().leaked()).containsEntry(LeakKind.AGE, 1L);
		assertThat(pool.leaks()).extracting(LeakReport::kind).containsExactly(LeakKind.AGE, LeakKind.GC);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void listOfLeaksIsBounded() throws InterruptedException {
		ContextPool pool = pool("bounded", LeakDetection.FULL, Duration.ofHours(1));
		// A thread that has ended keeps nothing on its stack.
		Thread loser = new Thread(() -> {
			for (int i = 0; i < 300; i++) {
				loseAtDepth(pool, i);
			}
		});
		loser.start();
		loser.join();
		awaitLost(pool, 300);
		assertThat(pool.leaks().size()).isLessThanOrEqualTo(LeakDetector.MAX_SITES);
		PoolBooks.assertBalanced(pool, 0);
	}

	@Test
	void growthOfALostContextIsTakenOutOfTheBooks() {
		ContextPool pool = pool("grown", LeakDetection.DISABLED, Duration.ofHours(1));
		Context context = pool.acquire();
		for (int i = 0; i < 1000; i++) {
			context.set("key" + i, i);
		}
		assertThat(this.metrics.currentBytes()).isEqualTo(PoolBooks.entry(context).footprint());
		context = null;
		awaitLost(pool, 1);
		assertThat(this.metrics.currentBytes()).isZero();
	}

	@Test
	void poolThatIsCollectedLeavesTheBooks() {
		WeakReference<ContextPool> pool = use("collected");
		GarbageCollections.until("pool collected", () -> pool.get() == null);
		GarbageCollections.until("books settled", () -> this.metrics.currentBytes() == 0);
	}

	private WeakReference<ContextPool> use(String name) {
		ContextPool pool = pool(name, LeakDetection.SAMPLED, Duration.ofHours(1));
		List<Context> contexts = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			contexts.add(pool.acquire());
		}
		contexts.forEach(pool::release);
		assertThat(this.metrics.currentBytes()).isPositive();
		return new WeakReference<>(pool);
	}

	@Test
	void closedPoolWarnsOfWhatIsActive(CapturedOutput output) {
		ContextPool pool = pool("closed", LeakDetection.FULL, Duration.ofHours(1));
		PooledContext context = pool.lease();
		pool.close();
		pool.close();
		assertThat(output.getAll()).containsOnlyOnce("Pool 'closed' was closed while 1 of its contexts were active")
			.contains("closedPoolWarnsOfWhatIsActive");
		context.set("still", "usable").set("until", "closed");
		context.close();
		try (PooledContext another = pool.lease()) {
			another.set("a", 1);
		}
		assertThat(pool.size()).isZero();
		assertThat(pool.stats().discarded()).containsEntry(DiscardReason.CLOSED, 2L);
		assertThat(this.metrics.currentBytes()).isZero();
		PoolBooks.assertBalanced(pool, 0);
	}

	private static void lose(ContextPool pool, int count) {
		for (int i = 0; i < count; i++) {
			pool.acquire();
		}
	}

	private static void loseAtDepth(ContextPool pool, int site) {
		// Each bit chooses one of two call sites, so that the stacks differ.
		if (site == 0) {
			pool.acquire();
		}
		else if ((site & 1) == 0) {
			loseAtDepth(pool, site >> 1);
		}
		else {
			loseAtDepth(pool, site >> 1);
		}
	}

	private static void awaitLost(ContextPool pool, long count) {
		GarbageCollections.until(count + " lost", () -> pool.stats().leaked().get(LeakKind.GC) >= count);
		assertThat(pool.stats().leaked()).containsEntry(LeakKind.GC, count);
	}

	/**
	 * A lost context is counted by one reference to it and reported by another, which the
	 * collector may enqueue later.
	 */
	@Test
	void flightRecorderShowsEachLeakIfTheEventIsOn() throws IOException {
		ContextPool pool = pool("recorded", LeakDetection.FULL, Duration.ofHours(1));
		Path file = Files.createTempFile("leaks", ".jfr");
		try (Recording recording = new Recording()) {
			recording.start();
			lose(pool, 1);
			awaitReported(pool, 1);
			recording.enable(LeakEvent.NAME);
			lose(pool, 2);
			awaitReported(pool, 3);
			recording.dump(file);
		}
		List<RecordedEvent> events = RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals(LeakEvent.NAME))
			.toList();
		Files.delete(file);
		assertThat(events).hasSize(2).allSatisfy((event) -> {
			assertThat(event.getString("pool")).isEqualTo("recorded");
			assertThat(event.getString("kind")).isEqualTo("gc");
			assertThat(event.getString("acquiredBy")).isEqualTo(Thread.currentThread().getName());
			assertThat(event.getString("acquiredAt")).startsWith("io.logicgraph.memory.pool.PoolLeakTests.lose");
			assertThat(event.getDuration("held")).isPositive();
		});
	}

	private static void awaitReported(ContextPool pool, long count) {
		GarbageCollections.until(count + " reported",
				() -> pool.leaks()
					.stream()
					.filter((report) -> report.kind() == LeakKind.GC)
					.mapToLong(LeakReport::count)
					.sum() >= count);
	}

	private ContextPool pool(String name, LeakDetection leakDetection, Duration threshold) {
		return new ContextPool(name, PoolConfig.builder().leakDetection(leakDetection).leakThreshold(threshold).build(),
				this.metrics);
	}

}
