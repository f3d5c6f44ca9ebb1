package io.logicgraph.page;

import io.logicgraph.memory.pool.ContextPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a reader can do from the page, by mouse and by keyboard.
 */
@ExtendWith(Chromium.class)
class PageActionsIT {

	private static final String METHOD = "Orders.load";

	private Service service;

	private ContextPool pool;

	@BeforeEach
	void start(Page page) {
		this.service = page.closeLater(Service.start("servlet"));
		this.service.order(2);
		this.pool = this.service.bean(ContextPool.class);
		page.open(this.service.endpoint());
	}

	@Test
	void poolIsTuned(Page page) {
		page.click("#pools-body .opener");
		page.enter("#pools-body [name=maxPooled]", "7");
		page.enter("#pools-body [name=idleTimeout]", "90s");
		page.click("#pools-body .strong");
		page.until(() -> assertThat(page.text("#pools-body .answer"))
			.isEqualTo("Changed: maxPooled 100 → 7, idleTimeout PT5M → PT1M30S."));
		assertThat(this.pool.config().maxPooled()).isEqualTo(7);
		assertThat(this.pool.config().idleTimeout()).hasSeconds(90);
		page.until(() -> assertThat(page.text("#pools-body")).contains("1 of 7"));
		page.click("#pools-body .strong");
		assertThat(page.text("#pools-body .answer")).isEqualTo("Nothing is different from what the pool has.");
	}

	@Test
	void wrongSettingIsAnsweredInTheEndpointsWordsAndChangesNothing(Page page) {
		page.requestsMayFail();
		page.click("#pools-body .opener");
		page.enter("#pools-body [name=maxPooled]", "0");
		page.click("#pools-body .strong");
		page.until(() -> assertThat(page.text("#pools-body .answer.bad"))
			.isEqualTo("Pool 'contextPool' was not changed: maxPooled must be between 1 and 1000000, was 0"));
		assertThat(this.pool.config().maxPooled()).isEqualTo(100);
		page.enter("#pools-body [name=maxPooled]", "8");
		page.click("#pools-body .strong");
		page.until(
				() -> assertThat(page.text("#pools-body .answer:not(.bad)")).isEqualTo("Changed: maxPooled 100 → 8."));
	}

	@Test
	void idleContextsAreDiscardedOnlyAfterAYes(Page page) {
		page.click("#clear-pools");
		assertThat(page.text("#confirm-text")).startsWith("Discard the 1 idle contexts of contextPool?");
		page.click("#confirm [value=no]");
		page.click("#clear-pools");
		page.press(Keys.ESCAPE);
		assertThat(page.isShown("#confirm")).isFalse();
		page.untilUpdated();
		assertThat(this.pool.size()).isOne();
		assertThat(page.text("#pools-answer")).isEmpty();
		page.click("#clear-pools");
		page.click("#confirm-yes");
		page.until(
				() -> assertThat(page.text("#pools-answer")).isEqualTo("Discarded the idle contexts of contextPool."));
		assertThat(this.pool.size()).isZero();
		page.until(() -> assertThat(page.text("#pools-body")).contains("0 of 100", "1 cleared"));
		assertThat(page.find("#clear-pools").isEnabled()).isFalse();
	}

	@Test
	void figuresAreSetToZeroOnlyAfterAYes(Page page) {
		page.click("#reset");
		page.click("#confirm [value=no]");
		assertThat(this.service.profile(METHOD).get("count").asLong()).isEqualTo(2);
		page.click("#reset");
		page.click("#confirm-yes");
		page.untilRow(METHOD, (row) -> assertThat(row.texts()).containsEntry("count", "0"));
		this.service.order(1);
		page.untilRow(METHOD, (row) -> assertThat(row.texts()).containsEntry("count", "1"));
	}

	@Test
	void keyboardReachesTheTable(Page page) {
		page.press("/");
		page.press("load");
		assertThat(page.rows()).extracting(Page.Row::name).containsExactly(METHOD);
		page.script("document.querySelector('#rows-body .opener').focus()");
		page.press(Keys.ENTER);
		assertThat(page.row(METHOD).isOpen()).isTrue();
		page.untilUpdated();
		assertThat(page.script("return document.activeElement.ariaExpanded")).isEqualTo("true");
		page.press(Keys.SPACE);
		assertThat(page.row(METHOD).isOpen()).isFalse();
	}

	@Test
	void tableIsCopiedWithExactBytes(Page page) {
		page.script("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }");
		page.click("#copy-rows");
		page.until(() -> assertThat(page.text("#copy-rows")).isEqualTo("Copied"));
		assertThat((String) page.script("return window.copied")).startsWith("kind\tname\ttags\t")
			.contains("method\t" + METHOD + "\t",
					"\t" + this.service.profile(METHOD).get("totalBytes").asLong() + "\t");
	}

}
