package com.acme;

import com.acme.checks.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class TwoContextsTests {

	@Test
	void eachCountsItsOwn() {
		try (ConfigurableApplicationContext first = run()) {
			try (ConfigurableApplicationContext second = run()) {
				service(second).get("/block");
				service(first).countsBlocks("Blocks.block");
				assertThat(service(second).row("profiles", "Blocks.block").get("count").asInt()).isEqualTo(1);
				service(second).countsBlocks("Blocks.block");
			}
			service(first).countsBlocks("Blocks.block");
			service(first).countsRequests();
		}
	}

	private static ConfigurableApplicationContext run() {
		return SpringApplication.run(Application.class, "--server.port=0");
	}

	private static RunningService service(ConfigurableApplicationContext context) {
		return new RunningService(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

}
