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
class JpaTests {

	@LocalServerPort
	private int port;

	@Autowired
	private PriceRepository prices;

	@Autowired
	private PriceBook book;

	private RunningService service;

	@BeforeEach
	void setUp() {
		this.service = new RunningService(this.port);
	}

	@Test
	void requestsAndMethodsAreCounted() {
		this.service.countsBlocks("Blocks.block");
		this.service.countsRequests();
		this.service.hasPage();
	}

	@Test
	void repositoryThatAPatternMatchesIsCounted() {
		for (int i = 0; i < RunningService.SETTLING_CALLS; i++) {
			this.prices.large();
		}
		this.service.status("DELETE", "/actuator/logicgraph-memory/profiles");
		this.prices.save(new Price(1999));
		this.prices.findByCents(1999);
		this.prices.findByCents(100);
		this.prices.large();
		assertThat(counted("PriceRepository.save", 1)).isPositive();
		assertThat(counted("PriceRepository.findByCents", 2)).isPositive();
		assertThat(counted("PriceRepository.large", 1)).isBetween(RunningService.LARGE_BLOCK,
				RunningService.LARGE_BLOCK + 10_000);
	}

	@Test
	void transactionAroundAMethodIsNotCounted() {
		for (int i = 0; i < RunningService.SETTLING_CALLS; i++) {
			this.book.block();
		}
		this.service.status("DELETE", "/actuator/logicgraph-memory/profiles");
		this.book.block();
		assertThat(counted("PriceBook.block", 1)).isEqualTo(RunningService.BLOCK);
	}

	private int counted(String name, int calls) {
		JsonNode profile = this.service.row("profiles", name);
		assertThat(profile.get("count").asInt()).isEqualTo(calls);
		assertThat(profile.get("quality").asString()).isEqualTo("exact");
		return profile.get("totalBytes").asInt();
	}

}
