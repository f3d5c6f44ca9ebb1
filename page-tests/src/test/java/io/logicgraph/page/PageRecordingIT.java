package io.logicgraph.page;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a reader gets from a figure to the line that allocates.
 */
@ExtendWith(Chromium.class)
class PageRecordingIT {

	private static final String LINE = "ShopApplication$Orders.lambda$load$0";

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void recordingLeadsToTheLineThatAllocates(String type, Page page) {
		Service service = page.closeLater(Service.start(type));
		page.open(service.endpoint());
		page.until(() -> assertThat(page.text("#sites-empty")).startsWith("Nothing is recorded yet."));
		record(page, service);
		assertThat(page.text("#recording-answer")).isEqualTo("Done. The result is below.");
		assertThat(page.isShown("#recording-running, #sites-empty")).isFalse();
		assertThat(page.find("#record").isEnabled()).isTrue();
		assertThat(page.text("#sites-verdict")).contains(LINE, " % of ");

		page.enter("#sites-search", "orders.load byte[]");
		assertThat(page.text("#sites-body")).contains(LINE, "Orders.load", "byte[]");
		page.click("#sites-body .opener");
		assertThat(page.text("#sites-body .details")).contains(LINE, "OrderController.order");
		page.enter("#sites-search", "nothing has this");
		assertThat(page.text("#sites-none")).startsWith("No line has this");
		page.assertThatItIsAccessible();
	}

	@Test
	void icicleIsSearchedAndZoomedByMouseAndKeyboard(Page page) {
		Service service = page.closeLater(Service.start("servlet"));
		page.open(service.endpoint());
		page.until(() -> assertThat(page.isShown("#record")).isTrue());
		record(page, service);
		long all = page.number("return document.querySelectorAll('#icicle .frame').length");
		assertThat(all).isGreaterThan(5);
		page.enter("#icicle-search", LINE);
		assertThat(page.text("#icicle-matches")).matches("\\d+ frames? match(es)?: [\\d.]+ % of the bytes\\.");
		assertThat(page.text("#icicle .frame.match")).contains("Orders.lambda$load$0");
		page.enter("#icicle-search", "no frame has this");
		assertThat(page.text("#icicle-matches")).isEqualTo("No frame matches.");
		page.enter("#icicle-search", LINE);

		page.click("#icicle .frame.match");
		assertThat(page.text("#icicle-path")).contains("Orders.lambda$load$0");
		assertThat(page.find("#icicle-out").isEnabled()).isTrue();
		page.assertThatItIsAccessible();
		page.press(Keys.ESCAPE);
		while (page.find("#icicle-out").isEnabled()) {
			page.click("#icicle-out");
		}
		assertThat(page.text("#icicle-path")).isEmpty();
		assertThat(page.number("return document.querySelectorAll('#icicle .frame').length")).isEqualTo(all);

		page.script("document.querySelector('#icicle .frame[tabindex=\"0\"]').focus()");
		page.press(Keys.ARROW_DOWN);
		page.press(Keys.ENTER);
		assertThat(page.text("#icicle-path")).isNotEmpty();
		page.click("#icicle-kinds label:has([value=stack])");
		assertThat(page.text("#icicle-path")).isEmpty();
		page.size(375, 800);
		page.assertThatNothingIsWiderThanTheWindow();
		page.dark();
		page.assertThatItIsAccessible();
	}

	@Test
	void readerWhoMayNotRecordSeesTheLineForOneWhoMay(Page page) {
		Service service = page
			.closeLater(Service.start("servlet", "--management.endpoint.logicgraph-memory.access=read-only"));
		page.open(service.endpoint());
		page.until(() -> assertThat(page.text("#recording-curl"))
			.startsWith("curl -X POST '" + service.endpoint() + "/recording'"));
		assertThat(page.isShown("#record-form")).isFalse();
		page.assertThatItIsAccessible();
	}

	private static void record(Page page, Service service) {
		page.enter("#recording-seconds", "3");
		page.click("#record");
		page.until(() -> assertThat(page.text("#recording-remaining")).isNotEmpty());
		assertThat(page.find("#record").isEnabled()).isFalse();
		assertThat(page.find("#recording-progress").getDomProperty("max")).isEqualTo("3");
		AtomicBoolean isOver = new AtomicBoolean();
		CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
			while (!isOver.get()) {
				service.order(1);
			}
		});
		try {
			page.until(() -> assertThat(page.isShown("#sites-result")).isTrue());
		}
		finally {
			isOver.set(true);
			work.join();
		}
	}

}
