package io.logicgraph.page;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests with axe, with everything on the page open.
 */
@ExtendWith(Chromium.class)
class PageAccessibilityIT {

	private static Service service;

	@BeforeAll
	static void start() {
		service = Service.start("servlet");
		service.order(2);
	}

	@AfterAll
	static void close() {
		service.close();
	}

	@ParameterizedTest
	@CsvSource({ "false, 375", "false, 1280", "false, 2200", "true, 375", "true, 1280" })
	void axeFindsNoViolation(boolean isDark, int width, Page page) {
		page.size(width, 1000);
		if (isDark) {
			page.dark();
		}
		page.open(service.endpoint());
		page.script("document.querySelectorAll('.opener').forEach((opener) => opener.click())");
		page.click("#snapshot");
		page.untilUpdated();
		page.assertThatItIsAccessible();
		page.assertThatNothingIsWiderThanTheWindow();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void axeFindsNoViolationInAQuestion(boolean isDark, Page page) {
		if (isDark) {
			page.dark();
		}
		page.open(service.endpoint());
		page.click("#clear-pools");
		page.assertThatItIsAccessible();
		page.click("#confirm [value=no]");
	}

}
