package com.acme;

import java.util.concurrent.CompletableFuture;

import com.acme.checks.RunningService;
import io.logicgraph.memory.profile.Profiled;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.test.context.ActiveProfilesResolver;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.task.execution.propagate-context=true")
@ActiveProfiles(resolver = FollowedTasksTests.PropertyOrDecorator.class)
@Import({ FollowedTasksTests.Tasks.class, FollowedTasksTests.Worker.class, FollowedTasksTests.Manager.class })
class FollowedTasksTests {

	@Autowired
	private Manager manager;

	/**
	 * Nobody waits in {@code join()}, where a thread may run what is to run at the end.
	 */
	@Test
	void bytesOfAnAsynchronousMethodAreThoseOfItsCaller(@LocalServerPort int port) {
		RunningService service = new RunningService(port);
		assertThat(service.report().at("/memory/following/tasks/followed").asBoolean()).isTrue();
		this.manager.order();
		service.await("Manager.order", 1);
		service.status("DELETE", "/actuator/logicgraph-memory/profiles");
		this.manager.order();
		JsonNode profile = service.await("Manager.order", 1);
		assertThat(profile.get("quality").asString()).isEqualTo("exact");
		assertThat(profile.get("totalBytes").asInt()).isBetween(RunningService.LARGE_BLOCK,
				RunningService.LARGE_BLOCK + 100_000);
	}

	/**
	 * Spring Boot 4.0 doesn't have the property.
	 */
	static class PropertyOrDecorator implements ActiveProfilesResolver {

		@Override
		public String[] resolve(Class<?> testClass) {
			return SpringBootVersion.getVersion().startsWith("4.0.") ? new String[] { "decorator" } : new String[0];
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	@EnableAsync
	static class Tasks {

		@Bean
		@Profile("decorator")
		ContextPropagatingTaskDecorator contextPropagatingTaskDecorator() {
			return new ContextPropagatingTaskDecorator();
		}

	}

	static class Worker {

		@Async
		public CompletableFuture<Integer> work() {
			return CompletableFuture.completedFuture(new byte[1_000_000].length);
		}

	}

	static class Manager {

		private final Worker worker;

		Manager(Worker worker) {
			this.worker = worker;
		}

		@Profiled
		public CompletableFuture<Integer> order() {
			return this.worker.work();
		}

	}

}
