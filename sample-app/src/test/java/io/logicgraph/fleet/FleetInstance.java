package io.logicgraph.fleet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.sample.SampleApplication;

import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The sample with what goes wrong in services, on request. It is outside of the sample's
 * package, so that other tests don't find it.
 */
@Configuration(proxyBeanMethods = false)
class FleetInstance {

	public static void main(String[] args) {
		SpringApplication.run(new Class<?>[] { SampleApplication.class, FleetInstance.class }, args);
	}

	@Bean
	Quotes quotes(ContextPool pool) {
		return new Quotes(pool);
	}

	static class Quotes {

		private final ContextPool pool;

		private volatile byte[] sink;

		Quotes(ContextPool pool) {
			this.pool = pool;
		}

		@Profiled
		public int quote(int bytes) {
			try (PooledContext context = this.pool.lease()) {
				this.sink = new byte[bytes];
				return context.set("price", bytes).get("price", Integer.class);
			}
		}

		@Profiled
		public void unmeasured() {
			this.sink = new byte[100];
		}

	}

	@RestController
	static class FleetController {

		private final Quotes quotes;

		private final ContextPool pool;

		private final List<PooledContext> leaked = new CopyOnWriteArrayList<>();

		private final SimpleAsyncTaskExecutor virtualThreads = new SimpleAsyncTaskExecutor();

		FleetController(Quotes quotes, ContextPool pool) {
			this.quotes = quotes;
			this.pool = pool;
			this.virtualThreads.setVirtualThreads(true);
		}

		@GetMapping("/fleet/quote")
		int quote(int bytes) {
			return this.quotes.quote(bytes);
		}

		@GetMapping("/fleet/leak")
		int leak() {
			this.leaked.add(this.pool.lease());
			return this.leaked.size();
		}

		/**
		 * Make a profiled call on a virtual thread. It is not measured where the
		 * application is configured so.
		 */
		@GetMapping("/fleet/unmeasured")
		void unmeasured() throws Exception {
			this.virtualThreads.submit(this.quotes::unmeasured).get();
		}

		@GetMapping("/fleet/collect")
		void collect() {
			System.gc();
		}

	}

}
