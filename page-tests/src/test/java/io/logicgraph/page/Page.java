package io.logicgraph.page;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in the browser, as a reader has it: what it shows is read at one go, so that
 * an update can't come in between.
 */
final class Page {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static final String ROWS = """
			return [...document.querySelectorAll('#rows-body > tr:not(.details)')].map((row) => ({
				kind: row.className,
				name: row.querySelector('.label').textContent,
				isOpen: row.querySelector('.opener').ariaExpanded === 'true',
				cells: Object.fromEntries([...row.cells].slice(1).map((cell) => [cell.className.split(' ')
					.find((name) => name !== 'num' && name !== 'figure'), {
						text: cell.textContent.trim(), title: (cell.querySelector('.figure') ?? cell).title }]))
			}))
			""";

	private static final String UPDATE = """
			const observer = new MutationObserver(() => {
				observer.disconnect();
				done();
			});
			observer.observe(document.getElementById('status-text'), { characterData: true, childList: true, subtree: true });
			""";

	private final ChromeDriver driver;

	private final Deque<AutoCloseable> services = new ArrayDeque<>();

	private boolean requestsMayFail;

	Page(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Close a service once the page has left it.
	 */
	<T extends AutoCloseable> T closeLater(T service) {
		this.services.push(service);
		return service;
	}

	/**
	 * Open the page and wait for its first figures.
	 */
	Page open(URI uri) {
		this.driver.get(uri.toString());
		until(() -> assertThat(state()).isEqualTo("live"));
		return this;
	}

	/**
	 * Allow answers that aren't 200, and none. The browser has a line of its own for
	 * each.
	 */
	void requestsMayFail() {
		this.requestsMayFail = true;
	}

	String state() {
		return find("#status").getDomAttribute("data-state");
	}

	/**
	 * Return the text of an element, empty if there is none.
	 */
	String text(String selector) {
		return (String) script("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	void click(String selector) {
		find(selector).click();
	}

	void enter(String selector, String text) {
		WebElement input = find(selector);
		input.clear();
		input.sendKeys(text);
	}

	/**
	 * Press keys where the focus is.
	 */
	void press(CharSequence keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	boolean isShown(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
	}

	Object script(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * Run a script until it calls {@code done}.
	 */
	void scriptUntilDone(String script) {
		this.driver.executeAsyncScript("const done = arguments[0];" + script);
	}

	long number(String script, Object... arguments) {
		return ((Number) script(script, arguments)).longValue();
	}

	/**
	 * Return how much time of a processor the main thread of the page has taken for some
	 * kinds of work.
	 */
	double cpuMillis(String... metrics) {
		this.driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
		return ((List<?>) this.driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics")).stream()
			.map((value) -> (Map<?, ?>) value)
			.filter((value) -> List.of(metrics).contains(value.get("name")))
			.mapToDouble((value) -> ((Number) value.get("value")).doubleValue() * 1000)
			.sum();
	}

	List<Row> rows() {
		return ((List<?>) script(ROWS)).stream().map((row) -> Row.of((Map<?, ?>) row)).toList();
	}

	Row row(String name) {
		return rows().stream()
			.filter((row) -> row.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No row '%s' in %s".formatted(name, rows())));
	}

	/**
	 * Press the name of a row.
	 */
	void toggle(String name) {
		this.driver.findElements(By.cssSelector("#rows-body .opener"))
			.stream()
			.filter((opener) -> opener.findElement(By.className("label")).getText().equals(name))
			.findFirst()
			.orElseThrow()
			.click();
	}

	void until(ThrowingRunnable assertion) {
		Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(INTERVAL).untilAsserted(assertion);
	}

	/**
	 * Wait for what takes minutes.
	 */
	void untilAtLast(ThrowingRunnable assertion) {
		Awaitility.await().atMost(PATIENCE.multipliedBy(10)).untilAsserted(assertion);
	}

	void untilRow(String name, ThrowingConsumer<Row> assertion) {
		until(() -> assertThat(row(name)).satisfies(assertion));
	}

	/**
	 * Wait until the page has asked again, and shows the answer.
	 */
	void untilUpdated() {
		scriptUntilDone(UPDATE);
		assertThat(text("#status-text")).startsWith("Updated");
	}

	void size(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	void dark() {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
	}

	byte[] screenshot() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	void assertThatNothingIsWiderThanTheWindow() {
		assertThat(number("return document.documentElement.scrollWidth - innerWidth"))
			.as("pixels that the page is wider than the window")
			.isLessThanOrEqualTo(0);
	}

	void assertThatItIsAccessible() {
		assertThat(Axe.violations(this.driver)).isEmpty();
	}

	/**
	 * Leave the page, close its services and assert that nothing was logged.
	 */
	void leave() {
		List<String> log = log();
		this.driver.get("about:blank");
		this.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
		this.services.forEach(Page::close);
		assertThat(log).as("the browser's log").isEmpty();
	}

	private List<String> log() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			.filter((message) -> !(this.requestsMayFail && message.contains("Failed to load resource")))
			.toList();
	}

	private static void close(AutoCloseable service) {
		try {
			service.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Can't close " + service, ex);
		}
	}

	/**
	 * A row of the table of requests and methods.
	 *
	 * @param kind {@code request} or {@code method}
	 * @param name its name
	 * @param isOpen whether its details are shown
	 * @param texts what its cells show
	 * @param titles what its cells show on hover
	 */
	record Row(String kind, String name, boolean isOpen, Map<String, String> texts, Map<String, String> titles) {

		private static Row of(Map<?, ?> row) {
			Map<String, String> texts = new LinkedHashMap<>();
			Map<String, String> titles = new LinkedHashMap<>();
			((Map<?, ?>) row.get("cells")).forEach((column, cell) -> {
				texts.put((String) column, (String) ((Map<?, ?>) cell).get("text"));
				titles.put((String) column, (String) ((Map<?, ?>) cell).get("title"));
			});
			return new Row((String) row.get("kind"), (String) row.get("name"), (Boolean) row.get("isOpen"), texts,
					titles);
		}

	}

}
