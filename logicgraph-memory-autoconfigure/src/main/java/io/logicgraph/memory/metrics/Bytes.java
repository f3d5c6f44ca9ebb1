package io.logicgraph.memory.metrics;

import java.util.Locale;

/**
 * Bytes as people read them.
 */
final class Bytes {

	private static final String[] UNITS = { "B", "KB", "MB", "GB", "TB", "PB", "EB" };

	private Bytes() {
	}

	/**
	 * Return a byte count with one decimal in the largest binary unit below it, such as
	 * {@code 1.5 MB}; below 1024 without decimals.
	 */
	static String format(long bytes) {
		double value = bytes;
		int unit = 0;
		while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
			value /= 1024;
			unit++;
		}
		return (unit == 0) ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
	}

	/**
	 * As {@link #format(long)}, with a sign in front of a gain too.
	 */
	static String formatSigned(long bytes) {
		return ((bytes > 0) ? "+" : "") + format(bytes);
	}

}
