package io.logicgraph.page;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the pictures of the documentation: the sample service under load for a minute.
 */
@ExtendWith(Chromium.class)
class Screenshots {

	private static final int MAX_BYTES = 250_000;

	private static final Path DIRECTORY = Path.of("..", System.getProperty("screenshots"));

	@Test
	void pageOfTheSampleInLightAndDark(Page page) throws Exception {
		SampleJar sample = page.closeLater(new SampleJar());
		page.size(1280, 1500);
		page.open(sample.uri("/actuator/logicgraph-memory"));
		page.untilAtLast(() -> assertThat(page.text("#series-summary")).contains("1 min "));
		page.assertThatItIsAccessible();
		write(page, "page-light.png");
		page.dark();
		page.untilUpdated();
		page.assertThatItIsAccessible();
		write(page, "page-dark.png");
	}

	private static void write(Page page, String name) throws Exception {
		byte[] picture = page.screenshot();
		assertThat(picture.length).isLessThan(MAX_BYTES);
		Files.write(DIRECTORY.resolve(name), picture);
	}

}
