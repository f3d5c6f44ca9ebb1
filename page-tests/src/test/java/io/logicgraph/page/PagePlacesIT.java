package io.logicgraph.page;

import java.net.URI;

import io.logicgraph.memory.pool.ContextPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page reads and writes wherever it is served, and shows no control where
 * the endpoint may only be read.
 */
@ExtendWith(Chromium.class)
class PagePlacesIT {

	private static final String MANAGEMENT_PORT = "--management.server.port=0 --spring.autoconfigure.exclude="
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					reactive | --a=b                                                                                 | /actuator/logicgraph-memory
					servlet  | --server.servlet.context-path=/shop --management.endpoints.web.base-path=/manage      | /shop/manage/logicgraph-memory
					reactive | --spring.webflux.base-path=/shop --management.endpoints.web.path-mapping.logicgraph-memory=a/m | /shop/actuator/a/m
					servlet  | --management.endpoints.web.base-path=/                                                | /logicgraph-memory
					servlet  | PORT --management.server.base-path=/manage                                            | /manage/actuator/logicgraph-memory
					reactive | PORT                                                                                  | /actuator/logicgraph-memory
					""")
	void pageReadsAndWritesWhereverItIs(String type, String arguments, String path, Page page) {
		Service service = page.closeLater(Service.start(type, arguments.replace("PORT", MANAGEMENT_PORT).split(" ")));
		assertThatItReadsAndWrites(page, service, service.managementUri(path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void pageReadsAndWritesBehindAProxyThatTakesAPrefixAway(String type, Page page) throws Exception {
		Service service = page.closeLater(Service.start(type));
		PrefixProxy proxy = page.closeLater(new PrefixProxy("/team/shop", service.uri("/")));
		assertThatItReadsAndWrites(page, service, proxy.uri("/actuator/logicgraph-memory"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void pageReadsAndWritesBehindAProxyWhosePrefixTheServiceKnows(String type, Page page) throws Exception {
		Service service = page.closeLater(Service.start(type, "--server.forward-headers-strategy=framework"));
		PrefixProxy proxy = page.closeLater(new PrefixProxy("/team/shop", service.uri("/")));
		assertThatItReadsAndWrites(page, service, proxy.uri("/actuator/logicgraph-memory"));
	}

	private static void assertThatItReadsAndWrites(Page page, Service service, URI endpoint) {
		ContextPool pool = service.bean(ContextPool.class);
		pool.execute((context) -> context);
		page.open(endpoint);
		page.until(() -> assertThat(page.text("#pools-body")).contains("1 of 100"));
		page.click("#clear-pools");
		page.click("#confirm-yes");
		page.until(() -> assertThat(page.text("#pools-answer")).startsWith("Discarded"));
		assertThat(pool.size()).isZero();
		page.until(() -> assertThat(page.text("#pools-body")).contains("0 of 100"));
	}

	@Test
	void readerWhoMayNotWriteSeesNoControlForIt(Page page) {
		Service service = page
			.closeLater(Service.start("servlet", "--management.endpoint.logicgraph-memory.access=read-only"));
		service.order(1);
		page.open(service.endpoint());
		assertThat(page.text("#pools-body")).contains("1 of 100");
		assertThat(page.isShown("[data-write], form")).isFalse();
		assertThat(page.number("return document.querySelectorAll('#pools button:not([hidden])').length")).isZero();
		page.toggle("Orders.load");
		assertThat(page.row("Orders.load").isOpen()).isTrue();
		page.assertThatItIsAccessible();
	}

	@Test
	void pageWaitsForAServiceThatIsGoneAndGoesOn(Page page) {
		page.requestsMayFail();
		Service service = Service.start("servlet");
		service.order(3);
		page.open(service.endpoint());
		page.toggle("Orders.load");
		service.close();
		page.until(() -> assertThat(page.state()).isEqualTo("gone"));
		assertThat(page.text("#status-text"))
			.matches("No answer from the service\\. Trying again\\. Figures are of \\d\\d:\\d\\d:\\d\\d\\.");
		assertThat(page.row("Orders.load").texts()).containsEntry("count", "3");
		page.assertThatItIsAccessible();
		Service again = page.closeLater(Service.start("servlet", "--server.port=" + service.port()));
		again.order(1);
		page.until(() -> assertThat(page.state()).isEqualTo("live"));
		page.untilRow("Orders.load", (row) -> assertThat(row.texts()).containsEntry("count", "1"));
		assertThat(page.row("Orders.load").isOpen()).isTrue();
		again.order(1);
		page.untilRow("Orders.load", (row) -> assertThat(row.texts().get("rate")).endsWith("B/s"));
	}

}
