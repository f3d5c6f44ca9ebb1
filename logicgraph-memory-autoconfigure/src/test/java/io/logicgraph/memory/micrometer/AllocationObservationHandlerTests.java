package io.logicgraph.memory.micrometer;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AllocationObservationHandler}.
 */
@SuppressWarnings("try")
class AllocationObservationHandlerTests {

	private static final int MEGABYTE = 1_000_000;

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ProfileRegistry profiles = new ProfileRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final ExecutorService raw = Executors.newFixedThreadPool(2);

	@BeforeEach
	void loadClasses() {
		this.observations.observationConfig()
			.observationHandler(new AllocationObservationHandler(this.profiles, () -> this.meters,
					(name) -> !name.startsWith("excluded")));
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.observations);
		Observation.createNotStarted("warm.up", this.observations).observe(() -> allocate(16));
	}

	@AfterEach
	void shutDown() {
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(ObservationRegistry.NOOP);
		this.raw.shutdownNow();
	}

	@Test
	void publishesWhatTheObservedWorkAllocates() {
		Observation.createNotStarted("work", this.observations)
			.lowCardinalityKeyValue("kind", "known")
			.highCardinalityKeyValue("id", "1")
			.observe(() -> allocate(MEGABYTE));
		DistributionSummary summary = this.meters.get("work.allocated")
			.tags("kind", "known", "error", "none", "quality", "exact")
			.summary();
		assertThat(summary.count()).isOne();
		assertThat(summary.totalAmount()).isBetween(1.0 * MEGABYTE, MEGABYTE + 2_000.0);
		assertThat(summary.getId().getBaseUnit()).isEqualTo("bytes");
		assertThat(summary.getId().getTags()).hasSize(3);
	}

	@Test
	void hasTheErrorAsATag() {
		assertThatIllegalStateException()
			.isThrownBy(() -> Observation.createNotStarted("work", this.observations).observe(() -> {
				throw new IllegalStateException();
			}));
		assertThat(this.meters.get("work.allocated").tag("error", "IllegalStateException").summary().count()).isOne();
	}

	@Test
	void observationsWithinAreIncluded() {
		Observation.createNotStarted("outer", this.observations).observe(() -> {
			allocate(MEGABYTE);
			Observation.createNotStarted("inner", this.observations).observe(() -> allocate(2 * MEGABYTE));
			allocate(4 * MEGABYTE);
		});
		assertThat(total("inner")).isBetween(2.0 * MEGABYTE, 2 * MEGABYTE + 2_000.0);
		assertThat(total("outer")).isBetween(7.0 * MEGABYTE, 7 * MEGABYTE + 40_000.0);
	}

	@Test
	void bytesOfAnExcludedObservationBelongToTheOneAround() throws Exception {
		ExecutorService executor = propagating();
		observeExcludedIn("outer", executor);
		// What the first hop allocates to load classes belongs to it, too.
		double first = total("outer");
		observeExcludedIn("outer", executor);
		assertThat(this.meters.find("excluded.allocated").meter()).isNull();
		assertThat(total("outer") - first).isBetween(2.0 * MEGABYTE, 2 * MEGABYTE + 20_000.0);
	}

	private void observeExcludedIn(String outer, ExecutorService executor) throws Exception {
		Observation.createNotStarted(outer, this.observations)
			.observeChecked(() -> Observation.createNotStarted("excluded", this.observations).observeChecked(() -> {
				allocate(MEGABYTE);
				return executor.submit(() -> allocate(MEGABYTE)).get();
			}));
	}

	@Test
	void followsTheObservationToOtherThreads() throws Exception {
		ExecutorService executor = propagating();
		Observation observation = Observation.start("work", this.observations);
		Future<?> task;
		try (Observation.Scope scope = observation.openScope()) {
			task = executor.submit(() -> allocate(MEGABYTE));
			allocate(MEGABYTE);
		}
		allocate(MEGABYTE);
		task.get();
		this.raw.submit(observation::stop).get();
		assertThat(total("work")).isBetween(2.0 * MEGABYTE, 2 * MEGABYTE + 40_000.0);
		assertThat(this.meters.get("work.allocated").tag("quality", "exact").summary().count()).isOne();
	}

	@Test
	void scopesOpenedAgainCountOnce() {
		Observation observation = Observation.start("work", this.observations);
		try (Observation.Scope outer = observation.openScope()) {
			try (Observation.Scope inner = observation.openScope()) {
				allocate(MEGABYTE);
			}
			allocate(MEGABYTE);
		}
		observation.stop();
		assertThat(total("work")).isBetween(2.0 * MEGABYTE, 2 * MEGABYTE + 2_000.0);
	}

	@Test
	void observationStoppedWithinItsScopeLeavesTheThreadInOrder() {
		Observation outer = Observation.start("outer", this.observations);
		try (Observation.Scope outerScope = outer.openScope()) {
			Observation work = Observation.start("work", this.observations);
			try (Observation.Scope scope = work.openScope()) {
				allocate(MEGABYTE);
				work.stop();
				allocate(MEGABYTE);
			}
			allocate(MEGABYTE);
		}
		outer.stop();
		assertThat(total("work")).isBetween(1.0 * MEGABYTE, MEGABYTE + 2_000.0);
		assertThat(total("outer")).isBetween(3.0 * MEGABYTE, 3 * MEGABYTE + 40_000.0);
	}

	@Test
	@SuppressWarnings("deprecation")
	void scopesMadeCurrentAgainLeaveTheThreadInOrder() {
		for (int i = 0; i < 1_000; i++) {
			Observation observation = Observation.start("work", this.observations);
			Observation.Scope scope = observation.openScope();
			scope.makeCurrent();
			if (i % 2 == 0) {
				scope.reset();
			}
			scope.close();
			observation.stop();
			allocate(10_000);
		}
		assertThat(this.meters.get("work.allocated").summary().count()).isEqualTo(1_000);
		assertThat(this.meters.get("work.allocated").summary().totalAmount()).isLessThan(10_000 * 1_000);
		Observation.createNotStarted("other", this.observations).observe(() -> allocate(1_000));
		assertThat(this.meters.get("other.allocated").summary().totalAmount()).isBetween(1_000.0, 3_000.0);
	}

	@Test
	void observationWithoutAScopeIsUnmeasured() {
		Observation.start("work", this.observations).stop();
		assertThat(this.meters.find("work.allocated").meter()).isNull();
		assertThat(this.meters.get("logicgraph.observed.unmeasured").tag("observation", "work").counter().count())
			.isOne();
	}

	@Test
	void hasStatisticsByNameAndTags() {
		for (int i = 0; i < 3; i++) {
			Observation.createNotStarted("work", this.observations)
				.lowCardinalityKeyValue("kind", "known")
				.highCardinalityKeyValue("id", "1")
				.observe(() -> allocate(MEGABYTE));
		}
		assertThat(this.profiles.observations()).filteredOn((observation) -> observation.name().equals("work"))
			.singleElement()
			.satisfies((observation) -> {
				assertThat(observation.tags()).isEqualTo(Map.of("kind", "known"));
				assertThat(observation.count()).isEqualTo(3);
				assertThat(observation.totalBytes()).isEqualTo((long) total("work"));
				assertThat(observation.quality()).isEqualTo(Quality.EXACT);
			});
	}

	@Test
	void closingRemovesTheMeters() {
		AllocationObservationHandler handler = new AllocationObservationHandler(this.profiles, () -> this.meters,
				(name) -> true);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler);
		Observation.createNotStarted("closed", registry).observe(() -> allocate(16));
		Observation.start("closed", registry).error(new IllegalStateException()).stop();
		assertThat(this.meters.find("closed.allocated").meters()).hasSize(1);
		handler.close();
		assertThat(this.meters.find("closed.allocated").meters()).isEmpty();
		assertThat(this.meters.find("logicgraph.observed.unmeasured").meters()).isEmpty();
		Observation.createNotStarted("closed", registry).observe(() -> allocate(16));
		assertThat(this.meters.find("closed.allocated").meters()).isEmpty();
	}

	@Test
	void failingRegistryDoesNotReachTheCaller() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new AllocationObservationHandler(this.profiles, () -> {
			SimpleMeterRegistry failing = new SimpleMeterRegistry();
			failing.counter("work.allocated", "quality", "exact", "error", "none");
			return failing;
		}, (name) -> true));
		assertThat(Observation.createNotStarted("work", registry).<String>observe(() -> "done")).isEqualTo("done");
	}

	private ExecutorService propagating() throws Exception {
		ExecutorService executor = ContextExecutorService.wrap(this.raw,
				ContextSnapshotFactory.builder().build()::captureAll);
		executor.submit(() -> allocate(16)).get();
		return executor;
	}

	private double total(String name) {
		return this.meters.get(name + ".allocated").summary().totalAmount();
	}

}
