package io.logicgraph.memory.autoconfigure;

import java.math.BigDecimal;

/**
 * A share in percent, written with or without a percent sign: {@code 50%}, {@code 50},
 * {@code 99.9%}.
 *
 * @param value the share in percent, 0 to 100
 * @since 0.7.0
 */
public record Percentage(double value) {

	/**
	 * Check the value.
	 * @throws IllegalArgumentException if the value is not between 0 and 100
	 */
	public Percentage {
		if (!(value >= 0 && value <= 100)) {
			throw new IllegalArgumentException("A percentage must be between 0% and 100%, was " + format(value));
		}
	}

	/**
	 * Parse a percentage.
	 * @param text a number that may be followed by a percent sign
	 * @return the percentage
	 * @throws IllegalArgumentException if the text is something else, or out of range
	 */
	public static Percentage of(String text) {
		String number = text.strip();
		if (number.endsWith("%")) {
			number = number.substring(0, number.length() - 1).stripTrailing();
		}
		return new Percentage(parse(number, text));
	}

	/**
	 * Return a whole number of percent. Allows a YAML value without a percent sign.
	 * @param percent the share in percent
	 * @return the percentage
	 */
	public static Percentage of(Integer percent) {
		return new Percentage(percent);
	}

	/**
	 * Return a number of percent. Allows a YAML value without a percent sign.
	 * @param percent the share in percent
	 * @return the percentage
	 */
	public static Percentage of(Double percent) {
		return new Percentage(percent);
	}

	@Override
	public String toString() {
		return format(this.value);
	}

	private static double parse(String number, String text) {
		try {
			return new BigDecimal(number).doubleValue();
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(
					"'%s' is not a percentage; write a number from 0 to 100, for example '50%%'".formatted(text), ex);
		}
	}

	private static String format(double value) {
		return Double.isFinite(value) ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() + "%"
				: value + "%";
	}

}
