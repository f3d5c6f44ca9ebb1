package io.logicgraph.page;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.profile.Profiled;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service with a request, a method that the request calls, and a pool that the method
 * uses. It runs on Spring MVC and on Spring WebFlux.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ShopApplication.OrderController.class)
class ShopApplication {

	static final int BYTES_OF_AN_ORDER = 4 << 20;

	@Bean
	Orders orders(ContextPool pool) {
		return new Orders(pool);
	}

	static class Orders {

		private final ContextPool pool;

		private volatile byte[] last = {};

		Orders(ContextPool pool) {
			this.pool = pool;
		}

		@Profiled
		int load(String id) {
			return this.pool.execute((context) -> {
				context.set("id", id);
				this.last = new byte[BYTES_OF_AN_ORDER];
				return this.last.length;
			});
		}

	}

	@RestController
	static class OrderController {

		private final Orders orders;

		OrderController(Orders orders) {
			this.orders = orders;
		}

		@GetMapping("/orders/{id}")
		int order(@PathVariable String id) {
			return this.orders.load(id);
		}

	}

}
