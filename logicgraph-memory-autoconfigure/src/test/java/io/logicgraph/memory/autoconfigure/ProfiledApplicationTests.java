package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.RequestScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of profiled methods that Spring calls in a running web application.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.main.web-application-type=servlet")
class ProfiledApplicationTests {

	private static final int BYTES = 1_000_000;

	/**
	 * Calls after which the JDK has settled on how to invoke a method by reflection.
	 */
	private static final int SETTLING_CALLS = 150;

	@LocalServerPort
	private int port;

	@Autowired
	private ProfileRegistry profiles;

	@Autowired
	private ApplicationEventPublisher events;

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void beanOfEachRequestIsCounted() throws Exception {
		for (int i = 0; i < SETTLING_CALLS; i++) {
			request();
		}
		this.profiles.reset();
		Set<String> beans = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			beans.add(request());
		}
		assertThat(beans).hasSize(3);
		assertCounted("RequestBean.work", 3);
	}

	@Test
	void eventListenerIsCounted() {
		for (int i = 0; i < SETTLING_CALLS; i++) {
			this.events.publishEvent(new Ordered());
		}
		this.profiles.reset();
		for (int i = 0; i < 3; i++) {
			this.events.publishEvent(new Ordered());
		}
		assertCounted("Listener.ordered", 3);
	}

	@Test
	void scheduledMethodIsCounted() {
		ProfileSnapshot profile = Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> find("Job.run"),
					(snapshots) -> snapshots.stream()
						.anyMatch((snapshot) -> snapshot.count() > SETTLING_CALLS && snapshot.lastBytes() == BYTES))
			.get(0);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.unmeasured()).isZero();
		assertThat(profile.totalBytes()).isGreaterThanOrEqualTo(profile.count() * BYTES);
	}

	private void assertCounted(String name, int count) {
		assertThat(find(name)).singleElement().satisfies((profile) -> {
			assertThat(profile.count()).isEqualTo(count);
			assertThat(profile.totalBytes()).isEqualTo((long) count * BYTES);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			assertThat(profile.unmeasured()).isZero();
		});
	}

	private List<ProfileSnapshot> find(String name) {
		return this.profiles.snapshots().stream().filter((profile) -> profile.name().equals(name)).toList();
	}

	private String request() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/work")).build();
		return this.client.send(request, BodyHandlers.ofString()).body();
	}

	@EnableUnsecuredAutoConfiguration
	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	@Import({ WorkController.class, RequestBean.class, Listener.class, Job.class })
	static class Application {

	}

	@RestController
	static class WorkController {

		private final RequestBean bean;

		WorkController(RequestBean bean) {
			this.bean = bean;
		}

		@GetMapping("/work")
		String work() {
			return this.bean.work();
		}

	}

	@RequestScope
	static class RequestBean {

		private static int beans;

		private final String number = next();

		private static synchronized String next() {
			return String.valueOf(++beans);
		}

		@Profiled
		public String work() {
			Allocations.allocate(BYTES);
			return this.number;
		}

	}

	record Ordered() {

	}

	static class Listener {

		@Profiled
		@EventListener
		public void ordered(Ordered event) {
			Allocations.allocate(BYTES);
		}

	}

	static class Job {

		@Profiled
		@Scheduled(fixedDelay = 1)
		public void run() {
			Allocations.allocate(BYTES);
		}

	}

}
