package io.logicgraph.page;

import java.util.List;
import java.util.stream.IntStream;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the work of the page depends on the rows that it shows, not on those that
 * the service has. How long the browser is busy is printed, not asserted: it differs from
 * machine to machine.
 */
@ExtendWith(Chromium.class)
class PageWithManyRowsIT {

	private static final int ROWS = 1000;

	private static final int SHOWN = 12;

	private static final int UPDATES = 3;

	/**
	 * A row has seven figures, each with a number, its unit, its title and its exact
	 * value, a bar and a mark.
	 */
	private static final int CHANGES_OF_A_ROW = 7 * 4 + 4;

	private static final int CHANGES_OF_THE_REST = 200;

	private static final String ALL = "TaskDuration";

	private static final String[] STYLES = { "RecalcStyleDuration", "LayoutDuration" };

	private static final String WATCH = """
			window.changes = 0;
			window.longest = 0;
			new MutationObserver((changes) => window.changes += changes.length)
				.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
			new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.longest = Math.max(window.longest,
				entry.scripts.filter((script) => script.sourceURL.includes('/page/')).reduce((sum, script) => sum + script.duration, 0)))).observe({ type: 'long-animation-frame' });
			""";

	private static Service service;

	private static List<Profile> profiles;

	@BeforeAll
	static void start() {
		service = Service.start("servlet", "--logicgraph.memory.profiled.max-profiles=2000",
				"--logicgraph.memory.observation.enabled=false");
		ProfileRegistry registry = service.bean(ProfileRegistry.class);
		profiles = IntStream.range(0, ROWS)
			.mapToObj((i) -> registry.profile(new ProfileId("Service%d.method%d".formatted(i / 10, i), "", "")))
			.toList();
		call();
	}

	@AfterAll
	static void close() {
		service.close();
	}

	@Test
	void updateChangesOnlyWhatIsShown(Page page) {
		page.open(service.endpoint());
		assertThat(page.rows()).hasSize(SHOWN);
		assertThat(page.text("#more")).isEqualTo("Show 100 more of 1000");
		long elements = page.number("return document.querySelectorAll('*').length");
		assertThat(elements).isLessThan(1000);
		watch(page, SHOWN);
		assertThat(page.number("return document.querySelectorAll('*').length")).isLessThan(elements + 50);
	}

	@Test
	void readerMaySeeAllRowsAndFilterThem(Page page) {
		page.open(service.endpoint());
		for (int shown = SHOWN; shown < ROWS; shown += 100) {
			page.click("#more");
		}
		assertThat(page.rows().size()).isEqualTo(ROWS);
		watch(page, ROWS);
		page.enter("#search", "method999");
		assertThat(page.rows()).extracting(Page.Row::name).containsExactly("Service99.method999");
		page.click("#rows th[data-sort=max] button");
		page.enter("#search", "service1");
		assertThat(page.rows().size()).isEqualTo(110);
		assertThat(page.rows().get(0).name()).isEqualTo("Service19.method199");
	}

	private static void watch(Page page, int shown) {
		page.script(WATCH);
		page.untilUpdated();
		double all = page.cpuMillis(ALL);
		double styles = page.cpuMillis(STYLES);
		for (int i = 0; i < UPDATES; i++) {
			page.script("window.changes = 0");
			call();
			page.untilUpdated();
			assertThat(page.number("return window.changes")).isBetween(1L,
					(long) shown * CHANGES_OF_A_ROW + CHANGES_OF_THE_REST);
		}
		all = (page.cpuMillis(ALL) - all) / UPDATES;
		styles = (page.cpuMillis(STYLES) - styles) / UPDATES;
		System.out.printf(
				"%d rows, %d shown: an update takes %.0f ms of a processor, %.0f ms of them for styles and layout. "
						+ "Scripts take %d ms at most in a frame of 50 ms or more%n",
				ROWS, shown, all, styles, page.number("return Math.round(window.longest)"));
	}

	private static void call() {
		for (int i = 0; i < ROWS; i++) {
			profiles.get(i).measured(10_000L + i * 100L, 0, Quality.EXACT, null);
		}
	}

}
