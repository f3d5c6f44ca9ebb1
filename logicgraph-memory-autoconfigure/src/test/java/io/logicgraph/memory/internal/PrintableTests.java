package io.logicgraph.memory.internal;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Printable}.
 */
class PrintableTests {

	@Test
	void textWithoutControlCharactersIsLeftAlone() {
		String text = "Bestellungen \u00fc \u4f60 \ud83d\udca5 <b>\"'\\n";
		assertThat(Printable.of(text)).isSameAs(text);
	}

	@Test
	void whatBreaksALineOrSteersATerminalIsEscaped() {
		assertThat(Printable.of("a\r\nb\tc\0\u001b[2J\u0085\u2028\u2029\u202ed\u007f"))
			.isEqualTo("a\\r\\nb\\tc\\u0000\\u001b[2J\\u0085\\u2028\\u2029\\u202ed\\u007f");
	}

}
