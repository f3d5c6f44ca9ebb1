package io.logicgraph.memory.profile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.logicgraph.memory.internal.ObservedScopes;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.profile.AllocationRecording.State;
import io.logicgraph.memory.profile.AllocationSites.Site;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AllocationRecorder}.
 */
class AllocationRecorderTests {

	private static final Duration SHORT = Duration.ofSeconds(4);

	private static final Offset<Double> FIVE_POINTS = Offset.offset(0.05);

	/**
	 * The JVM samples each so-and-so-many-th allocation, and would keep in step with a
	 * program that does the same things in the same order.
	 */
	private final Random random = new Random();

	private final ProfileRegistry profiles = new ProfileRegistry();

	private final AllocationRecorder recorder = new AllocationRecorder(this.profiles);

	@AfterEach
	void close() {
		this.recorder.close();
	}

	@Test
	void sharesAreThoseOfTheProgram() {
		AllocationSites sites = recordWhile(SHORT, () -> {
			switch (this.random.nextInt(3)) {
				case 0 -> work("small", () -> allocateBlocks(30));
				case 1 -> work("large", () -> allocateBlocks(40));
				default -> work("large", () -> work("nested", () -> allocateBlocks(30)));
			}
		});
		Map<String, Long> bytes = arraysByProfile(sites);
		long all = bytes.values().stream().mapToLong(Long::longValue).sum();
		assertThat((double) bytes.get("small") / all).isCloseTo(0.3, FIVE_POINTS);
		assertThat((double) bytes.get("large") / all).isCloseTo(0.4, FIVE_POINTS);
		assertThat((double) bytes.get("nested") / all).isCloseTo(0.3, FIVE_POINTS);
		assertThat((double) all / sites.allocatedBytes().orElseThrow()).isGreaterThan(0.8);
		assertThat(sites.samples()).isGreaterThan(100);
		Site largest = sites.sites().get(0);
		assertThat(largest.className()).isEqualTo("byte[]");
		assertThat(largest.frames().get(0)).startsWith(Allocations.class.getName() + ".allocate:");
		assertThat(largest.error()).isBetween(0.0, 1.0);
	}

	@Test
	void estimateIsNearTheExactCount() {
		AllocationSites sites = recordWhile(SHORT, () -> work("work", () -> allocateBlocks(100)));
		assertThat((double) sites.estimatedBytes() / sites.allocatedBytes().orElseThrow()).isCloseTo(1.0, FIVE_POINTS);
	}

	@Test
	void observationsAreToldApartFromProfiles() {
		AllocationSites sites = recordWhile(SHORT, () -> {
			ProfileScope observation = ObservedScopes.start(new Named("request"), null);
			ObservedScopes.enter(observation);
			if (this.random.nextBoolean()) {
				allocateBlocks(40);
			}
			else {
				work("method", () -> allocateBlocks(60));
			}
			ObservedScopes.exit(observation);
			observation.close(null);
		});
		List<Site> arrays = sites.sites().stream().filter((site) -> "request".equals(site.observation())).toList();
		long all = arrays.stream().mapToLong(Site::estimatedBytes).sum();
		long method = arrays.stream()
			.filter((site) -> "method".equals(site.profile()))
			.mapToLong(Site::estimatedBytes)
			.sum();
		assertThat((double) method / all).isCloseTo(0.6, FIVE_POINTS);
	}

	@Test
	void workOfAnotherThreadBelongsToTheScopeItWasHandedOnWith() {
		AllocationSites sites = recordWhile(SHORT, () -> {
			ProfileScope scope = ProfileScope.openShared(new Named("shared"));
			Allocations.onNewThread(() -> {
				ProfileScope.attach(scope);
				for (int i = 0; i < 10; i++) {
					allocateBlocks(100);
				}
				ProfileScope.attach(null);
			});
			scope.close(null);
		});
		Map<String, Long> bytes = arraysByProfile(sites);
		assertThat((double) bytes.get("shared") / sites.estimatedBytes()).isGreaterThan(0.8);
	}

	@Test
	void executionThatIsLongerThanTheRecordingIsFoundByItsFrame() {
		this.profiles.profile(new ProfileId("Long work", "AllocationRecorderTests", "workForLong"));
		AllocationSites[] sites = new AllocationSites[1];
		ProfileScope scope = ProfileScope.open(new Named("Long work"));
		sites[0] = workForLong();
		scope.close(null);
		assertThat(arraysByProfile(sites[0])).containsOnlyKeys("Long work");
	}

	private AllocationSites workForLong() {
		return recordWhile(Duration.ofSeconds(1), () -> allocateBlocks(100));
	}

	@Test
	void recordsOneAtATimeAndEndsByItself() {
		assertThat(this.recorder.recording().state()).isEqualTo(State.NONE);
		assertThat(this.recorder.sites()).isNull();
		this.recorder.start(Duration.ofMillis(500), 100);
		assertThat(this.recorder.recording().state()).isEqualTo(State.RECORDING);
		assertThatIllegalStateException().isThrownBy(() -> this.recorder.start(SHORT, 100))
			.withMessageStartingWith("A recording is running until ");
		awaitEnd();
		assertThat(this.recorder.recording().state()).isEqualTo(State.DONE);
		assertThat(this.recorder.sites()).isNotNull();
	}

	@Test
	void closingEndsTheRecording() {
		this.recorder.start(Duration.ofMinutes(10), 100);
		this.recorder.close();
		awaitEnd();
		assertThat(this.recorder.recording().reason()).isEqualTo("the application ended");
		assertThatIllegalStateException().isThrownBy(() -> this.recorder.start(SHORT, 100))
			.withMessage("The recorder is closed");
	}

	@Test
	void refusesWhatIsOutOfRange() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.recorder.start(Duration.ZERO, 100))
			.withMessage("A recording must take from 1 to 600 seconds, was PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.recorder.start(Duration.ofSeconds(601), 100));
		assertThatIllegalArgumentException().isThrownBy(() -> this.recorder.start(SHORT, 0))
			.withMessage("The samples per second must be a number from 1 to 10000, was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.recorder.start(SHORT, 10_001));
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> this.recorder.start(nothing(), 100));
	}

	@SuppressWarnings("NullAway")
	private static Duration nothing() {
		return null;
	}

	@Test
	void hostileNamesArePrintable() {
		AllocationSites sites = recordWhile(Duration.ofSeconds(1),
				() -> work("<b>\n\u001b[31m;", () -> allocateBlocks(100)));
		assertThat(arraysByProfile(sites).keySet())
			.allSatisfy((name) -> assertThat(name).doesNotContain("\n", "\u001b"));
	}

	private AllocationSites recordWhile(Duration duration, Runnable work) {
		this.recorder.start(duration, AllocationRecorder.MAX_SAMPLES_PER_SECOND);
		while (this.recorder.recording().state() == State.RECORDING) {
			for (int i = 0; i < 10; i++) {
				work.run();
			}
			// So slow that each thread-local buffer is sampled.
			LockSupport.parkNanos(5_000_000);
		}
		AllocationSites sites = this.recorder.sites();
		assertThat(sites).as(this.recorder.recording().toString()).isNotNull();
		return sites;
	}

	private void awaitEnd() {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> this.recorder.recording().state() != State.RECORDING);
	}

	/**
	 * Allocate some 10,000 B each time: less than a thread-local buffer has, so that the
	 * JVM samples by bytes.
	 */
	private static void allocateBlocks(int count) {
		for (int i = 0; i < count; i++) {
			allocate(10_000);
		}
	}

	private static void work(String name, Runnable work) {
		ProfileScope scope = ProfileScope.open(new Named(name));
		work.run();
		scope.close(null);
	}

	private static Map<String, Long> arraysByProfile(AllocationSites sites) {
		return sites.sites()
			.stream()
			.filter((site) -> site.className().equals("byte[]") && site.profile() != null)
			.collect(Collectors.groupingBy(Site::profile, Collectors.summingLong(Site::estimatedBytes)));
	}

	private record Named(String name) implements ScopeSink {

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
		}

		@Override
		public void late(long bytes, long nestedBytes) {
		}

	}

}
