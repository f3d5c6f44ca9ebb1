package io.logicgraph.page;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Gives each test the {@link Page} in a browser that is started once. A test fails if the
 * browser's log has a word in the end: an error, or something that the content security
 * policy kept from running.
 * <p>
 * Nothing is downloaded: without a browser and its driver the tests are skipped.
 */
final class Chromium implements ExecutionCondition, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Log logger = LogFactory.getLog(Chromium.class);

	private static final Namespace NAMESPACE = Namespace.create(Chromium.class);

	private static final String MISSING = "SKIPPED: install a browser and its driver (Debian: chromium chromium-driver) "
			+ "to have the page tested";

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return driver(context).isPresent() ? ConditionEvaluationResult.enabled("There is a browser")
				: ConditionEvaluationResult.disabled(MISSING);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		context.getStore(NAMESPACE).put(Page.class, new Page(driver(context).orElseThrow()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		page(context).leave();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Page.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return page(context);
	}

	private static Page page(ExtensionContext context) {
		return context.getStore(NAMESPACE).get(Page.class, Page.class);
	}

	private static Optional<ChromeDriver> driver(ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> start(), Running.class)
			.driver();
	}

	private static Running start() {
		Optional<File> driver = find("chromedriver");
		Optional<File> browser = BROWSERS.stream().map(Chromium::find).flatMap(Optional::stream).findFirst();
		if (driver.isEmpty() || browser.isEmpty()) {
			logger.warn(MISSING);
			return new Running(Optional.empty());
		}
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(browser.get());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-extensions", "--disable-background-networking", "--no-first-run", "--hide-scrollbars",
				"--window-size=1280,1500");
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		return new Running(Optional.of(new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).usingAnyFreePort().build(),
				options)));
	}

	private static Optional<File> find(String command) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, command))
			.filter(Files::isExecutable)
			.map(Path::toFile)
			.findFirst();
	}

	private record Running(Optional<ChromeDriver> driver) implements AutoCloseable {

		@Override
		public void close() {
			this.driver.ifPresent(ChromeDriver::quit);
		}

	}

}
