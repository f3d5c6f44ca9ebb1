package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.main.lazy-initialization=true")
class LazyInitializationTests {

	@Test
	void allIsCounted(@LocalServerPort int port) {
		RunningService service = new RunningService(port);
		service.countsBlocks("Blocks.block");
		service.countsRequests();
		service.hasPage();
	}

}
