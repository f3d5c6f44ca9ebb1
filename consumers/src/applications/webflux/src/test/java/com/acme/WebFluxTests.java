package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WebFluxTests {

	@LocalServerPort
	private int port;

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
	void requestThatChangesThreadsIsCounted() {
		this.service.countsRequests();
		JsonNode profile = this.service.row("profiles", "LaterBlocks.large");
		assertThat(profile.get("quality").asString()).isEqualTo("exact");
		assertThat(profile.get("meanBytes").asInt()).isBetween(RunningService.LARGE_BLOCK,
				RunningService.LARGE_BLOCK + 10_000);
	}

	@Test
	void browserGetsThePage() {
		this.service.hasPage();
	}

}
