package io.logicgraph.memory.test;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them, in units of 1024 as those of Spring's {@code DataSize}.
 */
final class ByteSize {

	private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

	private static final Pattern SIZE = Pattern.compile("(\\d+) ?(B|KB|MB|GB|TB|)");

	private static final int UNIT = 1024;

	private ByteSize() {
	}

	/**
	 * Return the bytes of a size such as {@code 2KB}.
	 * @param size a whole number and a unit; without one it is bytes
	 * @return bytes
	 * @throws IllegalArgumentException if it is not a size
	 */
	static long parse(String size) {
		Matcher matcher = SIZE.matcher(size.strip());
		if (!matcher.matches()) {
			throw wrong(size);
		}
		try {
			long bytes = Long.parseLong(matcher.group(1));
			for (int i = UNITS.indexOf(matcher.group(2)); i > 0; i--) {
				bytes = Math.multiplyExact(bytes, UNIT);
			}
			return bytes;
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw wrong(size);
		}
	}

	private static IllegalArgumentException wrong(String size) {
		return new IllegalArgumentException(
				"'%s' is not a size: write a whole number and one of B, KB, MB, GB, TB, such as \"2KB\""
					.formatted(size));
	}

	/**
	 * Return bytes, and from 1024 on the same in the largest unit below it, such as
	 * {@code 2560 B (2.5 KB)}.
	 */
	static String format(long bytes) {
		double value = bytes;
		int unit = 0;
		while (value >= UNIT && unit < UNITS.size() - 1) {
			value /= UNIT;
			unit++;
		}
		if (unit == 0) {
			return bytes + " B";
		}
		String number = String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
		return "%d B (%s %s)".formatted(bytes, number, UNITS.get(unit));
	}

}
