package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.VirtualThreads;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.Profiled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers requests of which it is known what they allocate.
 */
@EnableUnsecuredAutoConfiguration
@Configuration(proxyBeanMethods = false)
@Import({ ObservedRequestApplication.WorkController.class, ObservedRequestApplication.ProfiledWork.class })
class ObservedRequestApplication {

	static final int BYTES = 8_000_000;

	private static final int PARTS = 8;

	static final int WAITS = 10;

	@RestController
	static class WorkController {

		private final AsyncTaskExecutor executor;

		private final ProfiledWork profiled;

		WorkController(AsyncTaskExecutor applicationTaskExecutor, ProfiledWork profiled) {
			this.executor = applicationTaskExecutor;
			this.profiled = profiled;
		}

		@GetMapping("/thread")
		String thread() {
			return VirtualThreads.isCurrent() + " " + Thread.currentThread().getName();
		}

		@GetMapping("/profiled")
		String profiled() {
			this.profiled.allocate();
			return "done";
		}

		@GetMapping("/profiled-with-waits")
		String profiledWithWaits() throws InterruptedException {
			this.profiled.allocateAndWait();
			return "done";
		}

		@GetMapping("/nothing")
		String nothing() {
			return "done";
		}

		@GetMapping("/direct")
		String direct() {
			Allocations.allocate(BYTES);
			return "done";
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			Allocations.allocate(BYTES / 2);
			return CompletableFuture.supplyAsync(() -> work(BYTES / 2), this.executor);
		}

		@GetMapping("/subscribe-on")
		Mono<String> subscribeOn() {
			return Mono.fromSupplier(() -> work(BYTES)).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/publish-on")
		Mono<String> publishOn() {
			return Mono.fromSupplier(() -> work(BYTES / 2))
				.publishOn(Schedulers.parallel())
				.map((done) -> work(BYTES / 2));
		}

		@GetMapping("/flat-map")
		Mono<String> flatMap() {
			return Flux.range(0, PARTS)
				.flatMap((i) -> Mono.fromSupplier(() -> work(BYTES / PARTS)).subscribeOn(Schedulers.boundedElastic()))
				.then(Mono.just("done"));
		}

		@GetMapping("/followed-future")
		CompletableFuture<String> followedFuture() {
			return CompletableFuture.supplyAsync(() -> work(BYTES), this.executor);
		}

		@GetMapping("/completed-future")
		CompletableFuture<String> completedFuture() {
			return CompletableFuture.completedFuture(work(BYTES));
		}

		@GetMapping("/raw-mono")
		Mono<String> rawMono() {
			return Mono.create((sink) -> new Thread(() -> sink.success(work(BYTES))).start());
		}

		@GetMapping("/delay")
		Mono<String> delay() {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> work(BYTES));
		}

		private static String work(int bytes) {
			Allocations.allocate(bytes);
			return "done";
		}

	}

	static class ProfiledWork {

		@Profiled("work")
		void allocate() {
			Allocations.allocate(BYTES);
		}

		@Profiled("work with waits")
		void allocateAndWait() throws InterruptedException {
			for (int i = 0; i < WAITS; i++) {
				Allocations.allocate(BYTES / WAITS);
				TimeUnit.MICROSECONDS.sleep(10);
			}
		}

	}

}
