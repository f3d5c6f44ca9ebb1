package io.logicgraph.memory.test;

import java.util.concurrent.CompletableFuture;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers requests of which it is known what they allocate at least.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(RequestApplication.BytesController.class)
class RequestApplication {

	@RestController
	static class BytesController {

		private final AsyncTaskExecutor executor;

		BytesController(AsyncTaskExecutor applicationTaskExecutor) {
			this.executor = applicationTaskExecutor;
		}

		@GetMapping("/bytes/{bytes}")
		String bytes(@PathVariable int bytes) {
			Arrays.allocate(bytes);
			return "done";
		}

		@GetMapping("/later/{bytes}")
		CompletableFuture<String> later(@PathVariable int bytes) {
			return CompletableFuture.supplyAsync(() -> bytes(bytes), this.executor);
		}

	}

}
