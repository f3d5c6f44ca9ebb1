package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a controller which takes a {@link ContextPool} can be made in Spring Boot's
 * test slices.
 */
class TestSliceTests {

	@Nested
	@WebMvcTest(controllers = LeasingController.class)
	@ContextConfiguration(classes = Application.class)
	class WebMvc extends ControllerTests {

	}

	@Nested
	@WebFluxTest(controllers = LeasingController.class)
	@ContextConfiguration(classes = Application.class)
	class WebFlux extends ControllerTests {

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "spring.main.web-application-type=servlet")
	class Whole extends ControllerTests {

	}

	abstract static class ControllerTests {

		@Autowired
		private LeasingController controller;

		@Test
		void controllerHasAPool() {
			assertThat(this.controller.lease()).isEqualTo("value");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	@Import(LeasingController.class)
	static class Application {

	}

	@RestController
	static class LeasingController {

		private final ContextPool pool;

		LeasingController(ContextPool pool) {
			this.pool = pool;
		}

		@GetMapping("/lease")
		String lease() {
			try (PooledContext context = this.pool.lease()) {
				return context.set("key", "value").get("key", String.class);
			}
		}

	}

}
