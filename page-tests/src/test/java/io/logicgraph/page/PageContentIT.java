package io.logicgraph.page;

import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the page shows, and how its table is sorted, filtered and opened.
 */
@ExtendWith(Chromium.class)
class PageContentIT {

	private static final String REQUEST = "GET /orders/{id}";

	private static final String METHOD = "Orders.load";

	private static Service service;

	@BeforeAll
	static void start() {
		service = Service.start("servlet");
		service.order(3);
	}

	@AfterAll
	static void close() {
		service.close();
	}

	@Test
	void firstSentenceNamesWhatAllocatesMost(Page page) {
		page.open(service.endpoint());
		page.until(() -> {
			service.order(2);
			assertThat(page.text("#verdict")).containsPattern(
					"^[\\d.]+ [KMG]B/s allocated now\\. (Orders\\.load|GET /orders/\\{id}) makes \\d+ % of it\\.$");
		});
		page.click("#verdict .link");
		assertThat(page.rows()).filteredOn(Page.Row::isOpen).extracting(Page.Row::name).isSubsetOf(METHOD, REQUEST);
		assertThat(page.text("#findings")).contains("No leak and no misuse of a pool.");
	}

	@Test
	void requestAndMethodShowTheEndpointsFiguresWithTheExactBytesOnHover(Page page) {
		page.open(service.endpoint());
		assertThatRowShows(page, METHOD, "method", service.profile(METHOD));
		assertThatRowShows(page, REQUEST, "request", service.request("/orders/{id}"));
		assertThat(service.profile(METHOD).get("lastBytes").asLong()).isGreaterThan(ShopApplication.BYTES_OF_AN_ORDER);
	}

	/**
	 * What the browser asks for is measured, too.
	 */
	private static List<String> namesOf(Page page) {
		return page.rows().stream().map(Page.Row::name).filter((name) -> !name.contains("/actuator/")).toList();
	}

	private static void assertThatRowShows(Page page, String name, String kind, JsonNode figures) {
		page.untilRow(name, (row) -> {
			assertThat(row.kind()).isEqualTo(kind);
			assertThat(row.texts()).containsEntry("count", String.valueOf(figures.get("count").asLong()))
				.containsEntry("last", "4.0 MB")
				.containsEntry("quality", "exact");
			assertThat(row.texts().get("share")).matches("[\\d.]+ %");
			assertThat(row.titles()).containsEntry("mean", exact(figures, "meanBytes"))
				.containsEntry("max", exact(figures, "maxBytes"))
				.containsEntry("last", exact(figures, "lastBytes"))
				.containsEntry("self", exact(figures, "selfBytes"));
		});
	}

	private static String exact(JsonNode figures, String name) {
		return "%,d bytes".formatted(Math.round(figures.get(name).asDouble()));
	}

	@Test
	void figuresMoveWithoutTheReaderDoingAnything(Page page) {
		page.open(service.endpoint());
		page.script("window.isTheSamePage = true");
		long before = service.profile(METHOD).get("count").asLong();
		service.order(2);
		page.untilRow(METHOD, (row) -> assertThat(row.texts()).containsEntry("count", String.valueOf(before + 2)));
		page.untilRow(METHOD, (row) -> assertThat(row.texts().get("rate")).endsWith("B/s"));
		assertThat(page.script("return window.isTheSamePage")).isEqualTo(true);
	}

	@Test
	void pausedPageStandsStillAndGoesOn(Page page) {
		page.open(service.endpoint());
		page.click("#pause");
		page.until(() -> assertThat(page.text("#status-text")).isEqualTo("Paused"));
		String paused = page.text("#rows-body");
		service.order(1);
		page.click("#search");
		assertThat(page.text("#rows-body")).isEqualTo(paused);
		page.click("#pause");
		page.untilRow(METHOD, (row) -> assertThat(row.texts()).containsEntry("count",
				String.valueOf(service.profile(METHOD).get("count").asLong())));
		assertThat(page.state()).isEqualTo("live");
	}

	@Test
	void answerThatComesAfterAPauseIsNotShown(Page page) {
		page.open(service.endpoint());
		page.script("""
				const real = window.fetch;
				window.fetch = (...request) => new Promise((resolve) => window.answer = async (done) => {
					const response = await real(...request);
					const body = await response.json();
					response.json = () => Promise.resolve(body);
					resolve(response);
					setTimeout(done);
				});
				""");
		page.until(() -> assertThat(page.script("return window.answer !== undefined")).isEqualTo(true));
		String shown = page.text("#rows-body");
		page.click("#pause");
		service.order(1);
		page.scriptUntilDone("window.answer(done)");
		assertThat(page.text("#rows-body")).isEqualTo(shown);
		assertThat(page.text("#status-text")).isEqualTo("Paused");
	}

	@ParameterizedTest
	@CsvSource({ "mean, meanBytes", "count, count", "max, maxBytes", "self, selfBytes" })
	void tableIsSortedByTheColumnThatIsPressed(String column, String figure, Page page) {
		page.open(service.endpoint());
		page.untilRow(REQUEST, (row) -> {
		});
		List<String> ascending = List.of(service.profile(METHOD), service.request("/orders/{id}"))
			.stream()
			.sorted(Comparator.comparingDouble((JsonNode entry) -> entry.get(figure).asDouble())
				.thenComparing((entry) -> entry.has("tags") ? REQUEST : METHOD))
			.map((entry) -> entry.has("tags") ? REQUEST : METHOD)
			.toList();
		String head = "#rows th[data-sort=%s]".formatted(column);
		page.click(head + " button");
		assertThat(page.find(head).getDomAttribute("aria-sort")).isEqualTo("descending");
		page.click(head + " button");
		assertThat(page.find(head).getDomAttribute("aria-sort")).isEqualTo("ascending");
		assertThat(page.number("return document.querySelectorAll('#rows [aria-sort]').length")).isOne();
		assertThat(namesOf(page)).containsExactlyElementsOf(ascending);
		page.untilUpdated();
		assertThat(namesOf(page)).containsExactlyElementsOf(ascending);
	}

	@Test
	void namesAreSortedFromTheFirstToTheLast(Page page) {
		page.open(service.endpoint());
		page.click("#rows th[data-sort=name] button");
		assertThat(page.find("#rows th[data-sort=name]").getDomAttribute("aria-sort")).isEqualTo("ascending");
		assertThat(namesOf(page)).containsExactly(REQUEST, METHOD);
		page.click("#rows th[data-sort=name] button");
		assertThat(namesOf(page)).containsExactly(METHOD, REQUEST);
	}

	@Test
	void wordsAndKindsFilterTheTable(Page page) {
		page.open(service.endpoint());
		page.enter("#search", "LOAD");
		assertThat(namesOf(page)).containsExactly(METHOD);
		page.enter("#search", "orders get /{id}");
		assertThat(namesOf(page)).containsExactly(REQUEST);
		page.enter("#search", "nothing has this");
		assertThat(page.rows()).isEmpty();
		assertThat(page.text("#rows-empty")).isEqualTo("No row has this in its name or tags.");
		page.enter("#search", "o");
		page.click("#kinds label:has([value=request])");
		assertThat(namesOf(page)).containsExactly(REQUEST);
		page.click("#kinds label:has([value=method])");
		assertThat(namesOf(page)).containsExactly(METHOD);
		page.click("#kinds label:has([value=all])");
		assertThat(namesOf(page)).hasSize(2);
	}

	@Test
	void rowThatIsOpenStaysOpenWhenItsFiguresMove(Page page) {
		page.open(service.endpoint());
		page.toggle(METHOD);
		assertThat(page.row(METHOD).isOpen()).isTrue();
		assertThat(page.text("#rows-body .details")).contains(METHOD, "Every byte");
		assertThat(page.isShown("#rows-body .details canvas")).isTrue();
		service.order(1);
		JsonNode figures = service.profile(METHOD);
		page.untilRow(METHOD,
				(row) -> assertThat(row.texts()).containsEntry("count", String.valueOf(figures.get("count").asLong())));
		assertThat(page.row(METHOD).isOpen()).isTrue();
		assertThat(page.text("#rows-body .details")).contains("%,d B".formatted(figures.get("totalBytes").asLong()));
		page.toggle(METHOD);
		assertThat(page.isShown("#rows-body .details")).isFalse();
	}

	@Test
	void poolShowsItsUseAndWhatItRetains(Page page) {
		page.open(service.endpoint());
		assertThat(page.text("#pools-body")).contains("contextPool", "1 of 100")
			.containsPattern("\\d+\\.\\d %")
			.containsPattern("\\d+ B");
		assertThat(page.text("#measured-list")).contains("Platform threads", "every byte is counted");
	}

	@Test
	void snapshotIsComparedWithNow(Page page) {
		page.open(service.endpoint());
		page.click("#snapshot");
		service.order(1);
		page.until(() -> assertThat(page.text("#snapshots")).containsPattern("JVM allocated:\\s+\\+[\\d.]+ MB"));
	}

	@Test
	void serviceWithoutFiguresSaysWhatToDoFirst(Page page) {
		Service empty = page.closeLater(Service.start(EmptyApplication.class, "servlet",
				"--logicgraph.memory.pool.enabled=false", "--logicgraph.memory.observation.enabled=false"));
		page.open(empty.endpoint());
		assertThat(page.rows()).isEmpty();
		assertThat(page.text("#rows-empty")).startsWith("Nothing was measured yet.").contains("@Profiled");
		assertThat(page.text("#pools-empty")).contains("Inject ContextPool");
		assertThat(page.text("#leaks-empty")).isEqualTo("There is no pool to watch.");
		assertThat(page.text("#verdict")).contains("Nothing of it was measured");
		page.assertThatItIsAccessible();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
