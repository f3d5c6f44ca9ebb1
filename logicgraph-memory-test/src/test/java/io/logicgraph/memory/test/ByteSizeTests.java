package io.logicgraph.memory.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ByteSize}.
 */
class ByteSizeTests {

	@ParameterizedTest
	@ValueSource(strings = { "0", "0B", "512", "512B", "2KB", "3MB", "4GB", "5TB" })
	void readsWhatDataSizeReads(String size) {
		assertThat(ByteSize.parse(size)).isEqualTo(DataSize.parse(size).toBytes());
	}

	@Test
	void allowsASpaceBeforeTheUnit() {
		assertThat(ByteSize.parse(" 2 KB ")).isEqualTo(2048);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "KB", "-1", "-1KB", "1.5KB", "2kb", "2KiB", "2 PB", "99999999999999999999",
			"9999999999TB" })
	void refusesWhatIsNoSizeAndSaysWhatToWrite(String size) {
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(size))
			.withMessageContaining("'" + size + "'")
			.withMessageContaining("such as \"2KB\"");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 B", "1023, 1023 B", "1024, 1024 B (1 KB)", "2560, 2560 B (2.5 KB)",
			"1048576, 1048576 B (1 MB)" })
	void writesBytesAndALargerUnit(long bytes, String text) {
		assertThat(ByteSize.format(bytes)).isEqualTo(text);
	}

}
