package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
class ManagementPortTests {

	@Test
	void allIsCounted(@LocalServerPort int port, @LocalManagementPort int managementPort) {
		RunningService service = new RunningService(port, managementPort);
		service.countsBlocks("Blocks.block");
		service.countsRequests();
		service.hasPage();
	}

}
