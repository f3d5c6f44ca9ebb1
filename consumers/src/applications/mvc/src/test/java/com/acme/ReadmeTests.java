package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReadmeTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Orders orders;

	private RunningService service;

	@BeforeEach
	void setUp() {
		this.service = new RunningService(this.port);
	}

	@Test
	void methodIsCountedToTheByte() {
		this.service.countsBlocks("Blocks.block");
	}

	@Test
	void requestIsCounted() {
		this.service.countsRequests();
	}

	@Test
	void browserGetsThePage() {
		this.service.hasPage();
	}

	@Test
	void methodThatAPatternMatchesIsCountedToTheByte() {
		for (int i = 0; i < RunningService.SETTLING_CALLS; i++) {
			this.orders.load(10);
		}
		this.service.status("DELETE", "/actuator/logicgraph-memory/profiles");
		this.orders.load(1_000_000);
		assertThat(this.service.row("profiles", "Orders.load").get("lastBytes").asInt())
			.isEqualTo(RunningService.LARGE_BLOCK);
	}

	@Test
	void priceServiceOfTheReadmeIsCounted() {
		assertThat(this.service.get("/prices/1999")).isEqualTo("19.99 EUR");
		JsonNode profile = this.service.row("profiles", "PriceService.quote");
		assertThat(profile.get("count").asInt()).isEqualTo(1);
		assertThat(profile.get("totalBytes").asInt()).isPositive();
		assertThat(profile.get("quality").asString()).isEqualTo("exact");
	}

	@Test
	void assessorOfTheReadmeReusesOneContext() {
		assertThat(this.service.get("/delays/185")).isEqualTo("true");
		assertThat(this.service.get("/delays/10")).isEqualTo("false");
		JsonNode stats = this.service.report().get("pools").get("contextPool").get("stats");
		assertThat(stats.get("totalAcquired").asInt()).isEqualTo(2);
		assertThat(stats.get("created").asInt()).isEqualTo(1);
		assertThat(stats.get("active").asInt()).isZero();
		assertThat(this.service.meter("logicgraph_pool_acquired_total", "reused")).isEqualTo(1);
	}

}
