package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.internal.MeteredThreads;
import io.logicgraph.memory.profile.ExactBytes;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what HTTP requests allocate on virtual threads, to be run with each server.
 */
@TestPropertySource(properties = "spring.threads.virtual.enabled=true")
abstract class AbstractVirtualThreadRequestTests extends AbstractObservedRequestTests {

	/**
	 * After 127 calls the JDK spins a class for the method handle that Method.invoke
	 * uses.
	 */
	private static final int COLD_CALLS = 150;

	private static final int CALLS = 50;

	/**
	 * A scheduler's queue that grows.
	 */
	private static final int QUEUE_BYTES = 40_000;

	/**
	 * What the JDK allocates to wake a thread up in time, and to submit it at once if
	 * that time is over before it has gone.
	 */
	private static final int TIMED_WAIT_BYTES = 150 + 32;

	private static final long BYTES = ObservedRequestApplication.BYTES;

	@Autowired
	private ProfileRegistry profiles;

	@Autowired
	private WebServerApplicationContext context;

	/**
	 * Return the executor whose threads answer requests.
	 */
	abstract Executor executor(WebServerApplicationContext context);

	abstract String threadNamePrefix();

	@BeforeEach
	void virtualThreadsAreMetered() {
		assertThat(VirtualThreadMetering.unavailableReason()).isNull();
	}

	@Test
	void requestRunsOnAVirtualThreadWithTheNameThatSpringBootGivesIt() throws Exception {
		assertThat(request("/thread")).matches("true " + threadNamePrefix() + "[0-9]+");
	}

	@Test
	void threadOfARequestIsMeteredFromTheBeginning() throws Exception {
		FutureTask<Boolean> metered = new FutureTask<>(MeteredThreads::isCurrent);
		executor(this.context).execute(metered);
		assertThat(metered.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void methodThatARequestCallsIsExactToTheByte() throws Exception {
		ExactBytes.assertExact(BYTES, measureCalls("/profiled", "work"));
	}

	@Test
	void methodThatWaitsIsChargedWhatTheJdkAllocatesForIt() throws Exception {
		long most = BYTES + ObservedRequestApplication.WAITS * TIMED_WAIT_BYTES;
		assertThat(measureCalls("/profiled-with-waits", "work with waits"))
			.filteredOn((bytes) -> bytes < BYTES || bytes > most)
			.hasSizeLessThanOrEqualTo(1)
			.allMatch((bytes) -> bytes > most && bytes < most + QUEUE_BYTES);
	}

	/**
	 * Return what a profile's method was charged in each call, once it was called some
	 * times.
	 */
	private List<Long> measureCalls(String path, String profile) throws Exception {
		List<Long> charged = new ArrayList<>();
		for (int i = 0; i < COLD_CALLS; i++) {
			request(path);
		}
		for (int i = 0; i < CALLS; i++) {
			request(path);
			ProfileSnapshot snapshot = this.profiles.snapshots()
				.stream()
				.filter((candidate) -> candidate.name().equals(profile))
				.findAny()
				.orElseThrow();
			assertThat(snapshot.quality()).isEqualTo(Quality.EXACT);
			assertThat(snapshot.unmeasured()).isZero();
			Long last = snapshot.lastBytes();
			assertThat(last).isNotNull();
			charged.add(last);
		}
		return charged;
	}

}
