package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ObservationSnapshot;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what servlet requests allocate that go on after their thread has returned: all
 * ways out of the thread of the request.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.task.execution.propagate-context=true", "spring.main.web-application-type=servlet",
				// A request that Tomcat has dropped would be waited for.
				"server.shutdown=immediate" })
class AsyncServletRequestTests {

	private static final int BYTES = 8_000_000;

	/**
	 * What the server and Spring MVC may need besides, in bytes. The first request of a
	 * route loads classes.
	 */
	private static final long FRAMEWORK = 12_000_000;

	@LocalServerPort
	private int port;

	@Autowired
	private ProfileRegistry profiles;

	@ParameterizedTest
	@ValueSource(strings = { "/callable", "/streaming", "/deferred-followed", "/deferred-at-once" })
	void followedWorkIsExact(String path) throws Exception {
		assertThat(request(path)).isEqualTo(200);
		ObservationSnapshot observation = observation(path);
		assertThat(observation.quality()).isEqualTo(Quality.EXACT);
		assertThat(observation.totalBytes()).isBetween((long) BYTES, BYTES + FRAMEWORK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/deferred-raw", "/future-raw", "/sse-raw", "/start-async-raw" })
	void workOnARawThreadMakesItPartial(String path) throws Exception {
		assertThat(request(path)).isEqualTo(200);
		assertThat(observation(path).quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void requestThatTimesOutIsPartial() throws Exception {
		assertThat(request("/timeout")).isEqualTo(503);
		assertThat(observation("/timeout").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void errorOfAFollowedTaskIsExact() throws Exception {
		assertThat(request("/callable-error")).isEqualTo(500);
		ObservationSnapshot observation = observation("status", "500");
		assertThat(observation.quality()).isEqualTo(Quality.EXACT);
		assertThat(observation.totalBytes()).isBetween((long) BYTES, BYTES + FRAMEWORK);
	}

	@Test
	void requestWhoseClientGoesAwayIsCounted() {
		// Tomcat drops such a request now and then without telling anybody that it ended,
		// namely where the write that fails and the event of the lost connection meet
		// ("Encountered a non-recycled request").
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofSeconds(5))
			.pollDelay(Duration.ZERO)
			.until(() -> {
				goAway();
				return isCountedWithin(Duration.ofSeconds(4), "/gone");
			});
		assertThat(observation("/gone").quality()).isEqualTo(Quality.PARTIAL);
	}

	private void goAway() throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream()
				.write("GET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			// Once the response has begun.
			assertThat(socket.getInputStream().read()).isPositive();
			// Reset the connection when it is closed.
			socket.setSoLinger(true, 0);
		}
		AsyncController.clientGone.release();
	}

	@Test
	void threadsOfTheServerAreLeftWithoutAScope() throws Exception {
		request("/deferred-raw");
		request("/callable");
		for (int i = 0; i < 20; i++) {
			request("/small");
		}
		ObservationSnapshot small = observation("/small");
		assertThat(small.quality()).isEqualTo(Quality.EXACT);
		assertThat(small.lastBytes()).isLessThan(BYTES);
	}

	private int request(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
	}

	/**
	 * Return the statistics of a route, once there are some: a request is recorded after
	 * it was answered.
	 */
	private ObservationSnapshot observation(String path) {
		return observation("uri", path);
	}

	private ObservationSnapshot observation(String tag, String value) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> find(tag, value), Optional::isPresent)
			.orElseThrow();
	}

	private boolean isCountedWithin(Duration time, String path) {
		try {
			Awaitility.await().atMost(time).until(() -> find("uri", path).isPresent());
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private Optional<ObservationSnapshot> find(String tag, String value) {
		return this.profiles.observations()
			.stream()
			.filter((observation) -> value.equals(observation.tags().get(tag)))
			.findFirst();
	}

	@EnableUnsecuredAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	@Import({ AsyncController.class, ReturnFilter.class })
	static class Application {

	}

	@RestController
	static class AsyncController {

		static final Semaphore clientGone = new Semaphore(0);

		private final AsyncTaskExecutor executor;

		AsyncController(AsyncTaskExecutor applicationTaskExecutor) {
			this.executor = applicationTaskExecutor;
		}

		@GetMapping("/small")
		String small() {
			return "done";
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return AsyncController::work;
		}

		@GetMapping("/callable-error")
		Callable<String> callableError() {
			return () -> {
				throw new IllegalStateException(work());
			};
		}

		@GetMapping("/streaming")
		StreamingResponseBody streaming() {
			return (output) -> output.write(work().getBytes(StandardCharsets.US_ASCII));
		}

		@GetMapping("/deferred-followed")
		DeferredResult<String> deferredFollowed() {
			DeferredResult<String> result = new DeferredResult<>();
			this.executor.execute(() -> result.setResult(work()));
			return result;
		}

		@GetMapping("/deferred-at-once")
		DeferredResult<String> deferredAtOnce() {
			DeferredResult<String> result = new DeferredResult<>();
			result.setResult(work());
			return result;
		}

		@GetMapping("/deferred-raw")
		DeferredResult<String> deferredRaw(HttpServletRequest request) {
			DeferredResult<String> result = new DeferredResult<>();
			onRawThread(request, () -> result.setResult(work()));
			return result;
		}

		@GetMapping("/future-raw")
		CompletableFuture<String> futureRaw(HttpServletRequest request) {
			CompletableFuture<String> result = new CompletableFuture<>();
			onRawThread(request, () -> result.complete(work()));
			return result;
		}

		@GetMapping("/sse-raw")
		SseEmitter sseRaw(HttpServletRequest request) {
			SseEmitter emitter = new SseEmitter();
			onRawThread(request, () -> {
				try {
					emitter.send(work());
					emitter.complete();
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			});
			return emitter;
		}

		@GetMapping("/start-async-raw")
		void startAsyncRaw(HttpServletRequest request) {
			AsyncContext async = request.startAsync();
			onRawThread(request, () -> {
				work();
				async.complete();
			});
		}

		@GetMapping("/timeout")
		DeferredResult<String> timeout() {
			return new DeferredResult<>(1L);
		}

		@GetMapping("/gone")
		SseEmitter gone(HttpServletRequest request) {
			// The container may notice only when the request times out.
			SseEmitter emitter = new SseEmitter(3_000L);
			onRawThread(request, () -> {
				try {
					emitter.send(work());
					clientGone.acquire();
					for (int i = 0; i < 10_000; i++) {
						// Until the container finds that nobody reads it.
						emitter.send(work());
					}
				}
				catch (IOException | IllegalStateException ex) {
					// The container completes the request.
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			return emitter;
		}

		/**
		 * Work on another thread once that of the request has returned: a result that was
		 * there before can't be told from one of the request's own thread.
		 */
		private static void onRawThread(HttpServletRequest request, Runnable work) {
			CountDownLatch returned = new CountDownLatch(1);
			request.setAttribute(ReturnFilter.class.getName(), returned);
			new Thread(() -> {
				try {
					returned.await();
					work.run();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}).start();
		}

		private static String work() {
			Allocations.allocate(BYTES);
			return "done";
		}

	}

	static class ReturnFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			try {
				chain.doFilter(request, response);
			}
			finally {
				if (request.getAttribute(ReturnFilter.class.getName()) instanceof CountDownLatch returned) {
					returned.countDown();
				}
			}
		}

	}

}
