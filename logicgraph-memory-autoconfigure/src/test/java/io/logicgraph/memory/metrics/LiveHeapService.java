package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A service in a JVM of its own: all its requests keep something for a while, so that
 * garbage comes to lie in the old generation. It either lets go of it, or fills a cache
 * first, or leaks.
 */
final class LiveHeapService {

	private static final long MB = 1 << 20;

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int CHUNK = 4096;

	private static final Deque<byte[]> recent = new ArrayDeque<>();

	private static final List<byte[]> kept = new ArrayList<>();

	private LiveHeapService() {
	}

	public static void main(String[] args) {
		String kind = System.getProperty("service");
		boolean seenGrowing = false;
		long start = System.nanoTime();
		try (LiveHeapWatch watch = new LiveHeapWatch(WINDOW)) {
			for (long nanos = 0; nanos < LIMIT.toNanos(); nanos = System.nanoTime() - start) {
				serve();
				keep(keptBytes(kind, nanos / 1e9));
				LiveHeapReport report = watch.report();
				seenGrowing |= report.verdict() == LiveHeapVerdict.GROWING;
				if (isSettled(report) && (kind.equals("leak") ? seenGrowing : nanos > 2.5 * WINDOW.toNanos())) {
					break;
				}
			}
			System.out.printf("%s: last %s, growing seen: %s, %s%n", kind, watch.report().verdict().label(),
					seenGrowing, watch.report());
		}
	}

	private static boolean isSettled(LiveHeapReport report) {
		return report.verdict() != LiveHeapVerdict.UNKNOWN;
	}

	/**
	 * Return how much is to be kept for ever after so many seconds.
	 */
	private static long keptBytes(String kind, double seconds) {
		return switch (kind) {
			case "leak" -> (long) (Math.min(seconds, 16) * 3 * MB);
			case "cache" -> (long) (Math.min(seconds, 0.6) * 40 * MB);
			default -> 0;
		};
	}

	private static void keep(long bytes) {
		while ((long) kept.size() * CHUNK < bytes) {
			kept.add(new byte[CHUNK]);
		}
	}

	private static void serve() {
		for (int i = 0; i < 100; i++) {
			recent.addLast(new byte[CHUNK]);
			if (recent.size() > 6000) {
				recent.removeFirst();
			}
		}
	}

}
