package io.logicgraph.memory.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Percentage}.
 */
class PercentageTests {

	@ParameterizedTest
	@CsvSource({ "50%,50", "50,50", "' 50 % ',50", "99.9%,99.9", "0,0", "100%,100" })
	void readsNumbersWithAndWithoutSign(String text, double value) {
		assertThat(Percentage.of(text).value()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "half", "%", "50%%", "NaN", "1e", "0x10" })
	void refusesWhatIsNoNumber(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Percentage.of(text))
			.withMessage("'%s' is not a percentage; write a number from 0 to 100, for example '50%%'", text);
	}

	@ParameterizedTest
	@CsvSource({ "101%,101%", "-1,-1%", "1e3,1000%" })
	void refusesWhatIsOutOfRange(String text, String shown) {
		assertThatIllegalArgumentException().isThrownBy(() -> Percentage.of(text))
			.withMessage("A percentage must be between 0%% and 100%%, was %s".formatted(shown));
	}

	@Test
	void isShownWithSign() {
		assertThat(new Percentage(50)).hasToString("50%");
		assertThat(new Percentage(99.5)).hasToString("99.5%");
	}

}
