package io.logicgraph.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.JavascriptExecutor;

/**
 * Deque's axe, which looks for what keeps people from reading a page.
 */
final class Axe {

	private static final String SCRIPT = script();

	private static final String RUN = """
			const done = arguments[arguments.length - 1];
			axe.run().then((results) => done({
				passes: results.passes.length,
				violations: results.violations.flatMap((rule) => rule.nodes
					.map((node) => `${rule.id}: ${rule.help}: ${node.target}: ${node.failureSummary}`))
			}), (error) => done({ passes: 0, violations: [String(error)] }));
			""";

	private Axe() {
	}

	/**
	 * Return what is wrong with the page as it is shown now.
	 */
	static List<String> violations(JavascriptExecutor driver) {
		driver.executeScript(SCRIPT);
		Map<?, ?> results = (Map<?, ?>) driver.executeAsyncScript(RUN);
		if (((Number) results.get("passes")).intValue() < 15) {
			throw new IllegalStateException("axe has hardly run: " + results);
		}
		return ((List<?>) results.get("violations")).stream().map(String::valueOf).toList();
	}

	private static String script() {
		try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
