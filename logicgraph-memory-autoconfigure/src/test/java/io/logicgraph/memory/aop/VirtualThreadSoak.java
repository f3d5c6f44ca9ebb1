package io.logicgraph.memory.aop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.metrics.JvmMemory;
import io.logicgraph.memory.metrics.LiveHeapReport;
import io.logicgraph.memory.metrics.LiveHeapVerdict;
import io.logicgraph.memory.metrics.LiveHeapWatch;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiled calls on virtual threads for ten minutes, or {@code -Dsoak.duration}, run by
 * {@code mvn -Psoak verify}. Ends with the balance of their bytes, printed and in
 * {@code target/soak}.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadSoak {

	private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT10M"));

	private static final int SAMPLES = 40;

	private static final long TOLERATED_GROWTH = 4 << 20;

	private final List<Long> liveBytes = new ArrayList<>();

	private final long start = System.nanoTime();

	@Test
	@SuppressWarnings("try")
	void booksBalanceAndTheHeapHolds() throws Exception {
		try (VirtualThreadMetering metering = VirtualThreadMetering.start();
				AnnotationConfigApplicationContext context = ProfiledContexts.start(true,
						VirtualThreadCalls.Books.class, VirtualThreadCalls.Inner.class,
						VirtualThreadCalls.Outer.class)) {
			assertThat(VirtualThreadMetering.isActive()).as("%s", VirtualThreadMetering.unavailableReason()).isTrue();
			VirtualThreadCalls.Books books = context.getBean(VirtualThreadCalls.Books.class);
			VirtualThreadCalls calls = new VirtualThreadCalls(context.getBean(VirtualThreadCalls.Outer.class), books,
					() -> nanos() < DURATION.toNanos());
			LiveHeapReport liveHeap = run(calls);
			Profiles profiles = new Profiles(context);
			ProfileSnapshot outer = profiles.get("outer");
			ProfileSnapshot inner = profiles.get("inner");
			write(calls, books, outer, inner, liveHeap);
			books.assertBalanced(outer, inner);
			assertHeapIsBackWhereItWas(liveHeap);
		}
	}

	private LiveHeapReport run(VirtualThreadCalls calls) throws Exception {
		try (LiveHeapWatch watch = new LiveHeapWatch(DURATION.dividedBy(2))) {
			List<Thread> lanes = new ArrayList<>();
			calls.start(lanes);
			for (int i = 1; i <= SAMPLES && !calls.hasFailed(); i++) {
				lanes.get(0).join(Math.max(1, i * DURATION.toMillis() / SAMPLES - nanos() / 1_000_000));
				sampleHeap();
			}
			calls.await(lanes);
			LiveHeapReport report = watch.report();
			sampleHeap();
			return report;
		}
	}

	/**
	 * The first fifth is left out, in which classes are loaded and code is compiled.
	 */
	private void assertHeapIsBackWhereItWas(LiveHeapReport liveHeap) {
		assertThat(liveHeap.verdict()).as("%s", liveHeap).isEqualTo(LiveHeapVerdict.STABLE);
		long early = this.liveBytes.subList(SAMPLES / 5, SAMPLES / 2)
			.stream()
			.mapToLong(Long::longValue)
			.min()
			.orElseThrow();
		assertThat(this.liveBytes.get(this.liveBytes.size() - 1)).as("%s", this.liveBytes)
			.isLessThan(early + TOLERATED_GROWTH);
	}

	private void sampleHeap() {
		System.gc();
		this.liveBytes.add(JvmMemory.heapAfterGcBytes().orElseThrow());
	}

	private long nanos() {
		return System.nanoTime() - this.start;
	}

	private void write(VirtualThreadCalls calls, VirtualThreadCalls.Books books, ProfileSnapshot outer,
			ProfileSnapshot inner, LiveHeapReport liveHeap) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("JDK %s, %s".formatted(Runtime.version(), DURATION));
		lines.add("virtual threads: %d, half of them adopted".formatted(calls.threads()));
		lines.add("yields %s, timed waits %s, monitors entered %s, hand-overs %s, exceptions %s".formatted(books.yields,
				books.timedWaits, books.monitors, books.handOvers, books.thrown));
		lines.add("outer calls: %s made, %d counted, %d unmeasured, %s".formatted(books.outerCalls, outer.count(),
				outer.unmeasured(), outer.quality()));
		lines.add("inner calls: %s made, %d counted, %d unmeasured, %s".formatted(books.innerCalls, inner.count(),
				inner.unmeasured(), inner.quality()));
		lines.add("outer bytes: %s allocated, %d more charged".formatted(books.outerBytes, books.surplus(outer)));
		lines.add("inner bytes: %s allocated, %d more charged".formatted(books.innerBytes, books.surplus(inner)));
		lines
			.add("total %d = self %d + nested %d".formatted(outer.totalBytes(), outer.selfBytes(), inner.totalBytes()));
		lines.add("late bytes: %d".formatted(outer.lateBytes() + inner.lateBytes()));
		lines.add("live heap: " + liveHeap);
		lines.add("live heap, bytes: " + this.liveBytes);
		Path directory = Files.createDirectories(Path.of("target", "soak"));
		Files.write(directory.resolve("virtual-threads-jdk" + Runtime.version().feature() + ".txt"), lines);
		System.out.println(String.join(System.lineSeparator(), lines));
	}

}
