package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class NoRulesTests {

	private static final String PROFILES = "/actuator/logicgraph-memory/profiles";

	@Test
	void userReadsAndOnlyReads(@LocalServerPort int port) {
		RunningService stranger = new RunningService(port);
		assertThat(stranger.status("GET", PROFILES)).isEqualTo(401);
		RunningService user = stranger.as("user:password");
		for (int i = 0; i <= RunningService.SETTLING_CALLS; i++) {
			user.get("/block");
		}
		assertThat(user.row("profiles", "Blocks.block").get("lastBytes").asInt()).isEqualTo(RunningService.BLOCK);
		assertThat(user.status("DELETE", PROFILES)).isEqualTo(401);
		user.hasPage();
	}

}
