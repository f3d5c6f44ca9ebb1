package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("rules")
class EndpointSecurityTests {

	@Test
	void allIsCountedForWhoMayLookAtEndpoints(@LocalServerPort int port) {
		RunningService stranger = new RunningService(port);
		assertThat(stranger.status("DELETE", "/actuator/logicgraph-memory/profiles")).isEqualTo(401);
		RunningService user = stranger.as("user:password");
		user.countsBlocks("Blocks.block");
		user.countsRequests();
		user.hasPage();
	}

}
