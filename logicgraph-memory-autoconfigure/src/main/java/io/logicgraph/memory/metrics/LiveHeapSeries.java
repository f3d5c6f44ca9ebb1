package io.logicgraph.memory.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The live heap over a window of time, and what to make of it. Thread-safe.
 * <p>
 * The slope is the median of the slopes between all pairs of points (Theil 1950, Sen
 * 1968: "Estimates of the Regression Coefficient Based on Kendall's Tau"), which outliers
 * can't turn. Whether there is a trend at all is decided by the test of Mann (1945) and
 * Kendall, which assumes nothing of the distribution either. For a leak the later half of
 * the window must have grown too, and the lowest points all along, so that neither a
 * cache that has filled up nor a single step nor garbage that was left is taken for one.
 */
final class LiveHeapSeries {

	/**
	 * Least number of points for a verdict.
	 */
	static final int MIN_POINTS = 8;

	/**
	 * Points closer than this part of the window are one, the lowest of them.
	 */
	private static final int PARTS = 12;

	/**
	 * Quantile of the normal distribution that the test statistic must exceed: of a
	 * hundred series without a trend, one does.
	 */
	private static final double SIGNIFICANT_Z = 2.326;

	/**
	 * Growth over the window, as a share of the lowest point, below which it does not
	 * matter.
	 */
	private static final double SIGNIFICANT_SHARE = 0.05;

	/**
	 * The same in bytes, since everything is a large share of a small heap.
	 */
	private static final long SIGNIFICANT_BYTES = 1 << 20;

	/**
	 * Part of the average growth that each part of the window must have kept up.
	 */
	private static final double KEPT_UP = 0.25;

	private final long windowNanos;

	private final List<Point> points = new ArrayList<>();

	LiveHeapSeries(Duration window) {
		this.windowNanos = window.toNanos();
	}

	synchronized void add(long nanoTime, long bytes) {
		int count = this.points.size();
		Point last = (count > 0) ? this.points.get(count - 1) : null;
		if (last != null && nanoTime - last.nanos() < this.windowNanos / PARTS) {
			this.points.set(count - 1, new Point(last.nanos(), Math.min(last.bytes(), bytes)));
			return;
		}
		this.points.add(new Point(nanoTime, bytes));
		while (this.points.size() > MIN_POINTS && nanoTime - this.points.get(1).nanos() >= this.windowNanos) {
			this.points.remove(0);
		}
	}

	synchronized LiveHeapReport report() {
		int count = this.points.size();
		if (count == 0) {
			return new LiveHeapReport(LiveHeapVerdict.UNKNOWN, OptionalLong.empty(), OptionalDouble.empty(), 0,
					Duration.ZERO);
		}
		Point last = this.points.get(count - 1);
		OptionalLong bytes = OptionalLong.of(last.bytes());
		long nanos = last.nanos() - this.points.get(0).nanos();
		Duration window = Duration.ofNanos(nanos);
		if (count < MIN_POINTS || nanos < this.windowNanos) {
			return new LiveHeapReport(LiveHeapVerdict.UNKNOWN, bytes, OptionalDouble.empty(), count, window);
		}
		double slope = slope(this.points);
		LiveHeapVerdict verdict = isGrowing(slope, nanos) ? LiveHeapVerdict.GROWING : LiveHeapVerdict.STABLE;
		return new LiveHeapReport(verdict, bytes, OptionalDouble.of(slope * 1e9), count, window);
	}

	private boolean isGrowing(double slope, long nanos) {
		double significant = Math.max(SIGNIFICANT_BYTES, SIGNIFICANT_SHARE * lowest(this.points));
		return slope * nanos >= significant && isTrend() && floorRises(slope * nanos)
				&& slope(part(1, 2)) >= KEPT_UP * slope;
	}

	/**
	 * Return whether the lowest points rise too, from each third of the time to the next.
	 * A collection can leave garbage and never frees what is live, so it is the lowest
	 * points that are nearest to the truth.
	 */
	private boolean floorRises(double growth) {
		long first = lowest(part(0, 3));
		long second = lowest(part(1, 3));
		long third = lowest(part(2, 3));
		double least = KEPT_UP * growth / 3;
		return second - first >= least && third - second >= least;
	}

	/**
	 * Return the points of one of so many equal parts of the time.
	 */
	private List<Point> part(int part, int parts) {
		int count = this.points.size();
		long first = this.points.get(0).nanos();
		double length = (this.points.get(count - 1).nanos() - first + 1) / (double) parts;
		return this.points.stream().filter((point) -> (int) ((point.nanos() - first) / length) == part).toList();
	}

	/**
	 * Least of the points, 0 if there is none.
	 */
	private static long lowest(List<Point> points) {
		return points.stream().mapToLong(Point::bytes).min().orElse(0);
	}

	/**
	 * Median of the slopes between all pairs, 0 if there is no pair.
	 */
	private static double slope(List<Point> points) {
		int count = points.size();
		if (count < 2) {
			return 0;
		}
		double[] slopes = new double[count * (count - 1) / 2];
		int pairs = 0;
		for (int i = 0; i < count; i++) {
			for (int j = i + 1; j < count; j++) {
				slopes[pairs++] = (double) (points.get(j).bytes() - points.get(i).bytes())
						/ (points.get(j).nanos() - points.get(i).nanos());
			}
		}
		Arrays.sort(slopes);
		return (slopes[(pairs - 1) / 2] + slopes[pairs / 2]) / 2;
	}

	private boolean isTrend() {
		int count = this.points.size();
		int rises = 0;
		for (int i = 0; i < count; i++) {
			for (int j = i + 1; j < count; j++) {
				rises += Long.signum(this.points.get(j).bytes() - this.points.get(i).bytes());
			}
		}
		double variance = count * (count - 1.0) * (2.0 * count + 5) / 18;
		return (rises - 1) / Math.sqrt(variance) > SIGNIFICANT_Z;
	}

	private record Point(long nanos, long bytes) {
	}

}
