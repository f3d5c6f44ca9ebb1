package io.logicgraph.sample.flight;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlightDate}.
 */
class FlightDateTests {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(FlightDate.PATTERN, Locale.ROOT);

	@Test
	void agreesWithTheCalendarOnEachDayOfManyYears() {
		LocalDate end = LocalDate.of(2105, 1, 1);
		for (LocalDate day = LocalDate.of(1899, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
			LocalDateTime time = day.atTime(day.getDayOfYear() % 24, 59);
			String text = FORMAT.format(time);
			assertThat(FlightDate.isValid(text)).as(text).isTrue();
			assertThat(FlightDate.hour(text)).as(text).isEqualTo(time.getHour());
			assertThat(FlightDate.isWeekend(text)).as(text)
				.isEqualTo(Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY).contains(day.getDayOfWeek()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2001/02/14", "2001-02-14 15:12", "2001/02/14T15:12", "2001/2/14 15:12",
			"2001/02/14 15:12:00", "2001/00/14 15:12", "2001/13/14 15:12", "2001/02/00 15:12", "2001/02/29 15:12",
			"2001/04/31 15:12", "2001/02/14 24:00", "2001/02/14 15:60", "2001/02/14 1x:12", "yyyy/MM/dd HH:mm",
			"\u0662\u0660\u0660\u0661/02/14 15:12" })
	void refusesWhatIsNoDate(String text) {
		assertThat(FlightDate.isValid(text)).isFalse();
	}

	@Test
	void acceptsALeapDay() {
		assertThat(FlightDate.isValid("2000/02/29 00:00")).isTrue();
		assertThat(FlightDate.isValid("1900/02/29 00:00")).isFalse();
	}

}
