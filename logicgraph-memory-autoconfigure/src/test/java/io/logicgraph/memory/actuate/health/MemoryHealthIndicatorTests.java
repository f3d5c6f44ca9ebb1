package io.logicgraph.memory.actuate.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.LiveHeapVerdict;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakKind;
import io.logicgraph.memory.pool.PoolMisuseException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MemoryHealthIndicator}.
 */
class MemoryHealthIndicatorTests {

	private final ContextPool pool = new ContextPool();

	private Instant now = Instant.EPOCH;

	private LiveHeapVerdict verdict = LiveHeapVerdict.UNKNOWN;

	@Test
	void applicationWithoutProblemsIsUp() {
		assertThat(indicator(Set.of(MemoryProblem.values())).health()).isEqualTo(
				Health.up().withDetail("leaks", 0L).withDetail("misuse", 0L).withDetail("liveHeap", "unknown").build());
	}

	@Test
	void liveHeapThatIsNotWatchedIsLeftOut() {
		assertThat(new MemoryHealthIndicator(Map::of, null, Set.of()).health().getDetails()).containsOnlyKeys("leaks",
				"misuse");
	}

	@Test
	void problemsAreDetailsAndByDefaultNothingElse() {
		leak();
		Context context = this.pool.acquire();
		this.pool.release(context);
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> this.pool.release(context));
		this.verdict = LiveHeapVerdict.GROWING;
		Health health = indicator(Set.of()).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails())
			.isEqualTo(Map.of("leaks", 1L, "misuse", 1L, "liveHeap", "growing", "problems", List.of("leak", "growth")));
	}

	@Test
	void problemThatWasChosenIsDownAndUpAgainTenMinutesAfterItWasLastSeen() {
		MemoryHealthIndicator indicator = indicator(Set.of(MemoryProblem.GROWTH));
		this.verdict = LiveHeapVerdict.GROWING;
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		this.verdict = LiveHeapVerdict.STABLE;
		after(Duration.ofMinutes(9));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		this.verdict = LiveHeapVerdict.GROWING;
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		this.verdict = LiveHeapVerdict.STABLE;
		after(Duration.ofMinutes(9));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		after(Duration.ofMinutes(1));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(indicator.health().getDetails()).doesNotContainKey("problems");
	}

	@Test
	void leakIsDownUntilTenMinutesPassWithoutAnotherOne() {
		MemoryHealthIndicator indicator = indicator(Set.of(MemoryProblem.LEAK));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		leak();
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		after(Duration.ofMinutes(10));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(indicator.health().getDetails()).containsEntry("leaks", 1L);
		leak();
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void problemThatWasNotChosenIsNotDown() {
		leak();
		assertThat(indicator(Set.of(MemoryProblem.GROWTH)).health().getStatus()).isEqualTo(Status.UP);
	}

	private MemoryHealthIndicator indicator(Set<MemoryProblem> down) {
		return new MemoryHealthIndicator(() -> Map.of("pool", this.pool), () -> this.verdict, down, () -> this.now);
	}

	private void after(Duration time) {
		this.now = this.now.plus(time);
	}

	private void leak() {
		long before = leaked();
		this.pool.acquire();
		GarbageCollections.until("the leak is found", () -> leaked() > before);
	}

	private long leaked() {
		return this.pool.stats().leaked().get(LeakKind.GC);
	}

}
