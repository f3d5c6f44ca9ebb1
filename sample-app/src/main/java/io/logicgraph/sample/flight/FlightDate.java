package io.logicgraph.sample.flight;

import java.time.YearMonth;

/**
 * Reads a flight's date, {@code yyyy/MM/dd HH:mm} in local time of the origin, without
 * making an object of it: the graph asks each flight's date two questions only.
 */
final class FlightDate {

	static final String PATTERN = "yyyy/MM/dd HH:mm";

	private static final int[] MONTH_OFFSETS = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };

	private static final int SATURDAY = 6;

	private static final int SUNDAY = 0;

	private FlightDate() {
	}

	/**
	 * Return whether a text is an existing date and time in the expected form.
	 */
	static boolean isValid(String date) {
		if (date.length() != PATTERN.length()) {
			return false;
		}
		for (int i = 0; i < PATTERN.length(); i++) {
			char expected = PATTERN.charAt(i);
			char actual = date.charAt(i);
			boolean letter = (expected >= 'a' && expected <= 'z') || (expected >= 'A' && expected <= 'Z');
			if (letter ? (actual < '0' || actual > '9') : (actual != expected)) {
				return false;
			}
		}
		return isMonth(month(date)) && day(date) >= 1 && day(date) <= lengthOfMonth(date) && hour(date) <= 23
				&& number(date, 14, 16) <= 59;
	}

	private static boolean isMonth(int month) {
		return month >= 1 && month <= 12;
	}

	private static int lengthOfMonth(String date) {
		return (day(date) <= 28) ? 28 : YearMonth.of(year(date), month(date)).lengthOfMonth();
	}

	static int hour(String date) {
		return number(date, 11, 13);
	}

	/**
	 * Return whether a date is a Saturday or a Sunday (Sakamoto's method).
	 */
	static boolean isWeekend(String date) {
		int month = month(date);
		int year = (month < 3) ? year(date) - 1 : year(date);
		int dayOfWeek = (year + year / 4 - year / 100 + year / 400 + MONTH_OFFSETS[month - 1] + day(date)) % 7;
		return dayOfWeek == SATURDAY || dayOfWeek == SUNDAY;
	}

	private static int year(String date) {
		return number(date, 0, 4);
	}

	private static int month(String date) {
		return number(date, 5, 7);
	}

	private static int day(String date) {
		return number(date, 8, 10);
	}

	private static int number(String text, int from, int to) {
		int number = 0;
		for (int i = from; i < to; i++) {
			number = number * 10 + (text.charAt(i) - '0');
		}
		return number;
	}

}
