package io.logicgraph.memory.docs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.test.AllocationBudget;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOf;
import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOfRequests;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * The Java blocks of docs/testing.md, which run as tests.
 */
class TestingTests {

	private final PriceService service = new PriceService();

	private final ExecutorService threads = Executors.newSingleThreadExecutor();

	@AfterEach
	void shutDown() {
		this.threads.shutdown();
	}

	@Test
	void call() {
		assertThatAllocationOf(() -> this.service.quote(1999)).isAtMost("2KB");
	}

	@Test
	@AllocationBudget("2KB")
	void quote() {
		this.service.quote(1999);
	}

	@Test
	void otherThreads() {
		ExecutorService executor = ContextExecutorService.wrap(this.threads,
				ContextSnapshotFactory.builder().build()::captureAll);
		assertThatAllocationOf(() -> CompletableFuture.supplyAsync(() -> this.service.quote(1999), executor))
			.isAtMost("4KB");
	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "spring.main.web-application-type=servlet")
	@AutoConfigureMockMvc
	class Requests {

		@Autowired
		private MockMvc mockMvc;

		@Autowired
		private ProfileRegistry profiles;

		@Test
		void quotes() {
			assertThatAllocationOfRequests(this.profiles,
					() -> this.mockMvc.perform(get("/quotes/1999")).andExpect(status().isOk()))
				.isAtMost("64KB");
		}

		@Test
		@AllocationBudget(value = "64KB", requests = true)
		void quotesToo() throws Exception {
			this.mockMvc.perform(get("/quotes/1999")).andExpect(status().isOk());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(QuoteController.class)
	static class Application {

	}

	@RestController
	static class QuoteController {

		@GetMapping("/quotes/1999")
		String quote() {
			return new PriceService().quote(1999);
		}

	}

}
