package io.logicgraph.memory.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Profile} that many threads use at once.
 */
class ProfileTests {

	private static final int THREADS = 8;

	private static final int CALLS = 50_000;

	private final Profile profile = new ProfileRegistry().profile(new ProfileId("work", "", ""));

	@Test
	void nothingIsLostWhenManyThreadsRecordAtOnce() {
		List<FutureTask<?>> tasks = startRecording();
		tasks.forEach(Allocations::get);
		ProfileSnapshot snapshot = this.profile.snapshot();
		assertThat(snapshot.count()).isEqualTo(THREADS * CALLS);
		assertThat(snapshot.totalBytes()).isEqualTo(100L * THREADS * CALLS);
		assertThat(snapshot.selfBytes()).isEqualTo(60L * THREADS * CALLS);
		assertThat(snapshot.unmeasured()).isEqualTo(THREADS * CALLS);
		assertThat(snapshot.lateBytes()).isEqualTo(8L * THREADS * CALLS);
		assertThat(snapshot.maxBytes()).isEqualTo(100);
		assertThat(snapshot.exceptions()).containsEntry(IllegalStateException.class.getName(), (long) THREADS * CALLS);
	}

	@Test
	void worstQualityIsKeptWhenManyThreadsRecordAtOnce() throws InterruptedException {
		for (int round = 0; round < 2_000; round++) {
			this.profile.reset();
			CountDownLatch together = new CountDownLatch(2);
			Thread partial = recording(together, Quality.PARTIAL);
			Thread unavailable = recording(together, Quality.UNAVAILABLE);
			partial.join();
			unavailable.join();
			assertThat(this.profile.snapshot().quality()).isEqualTo(Quality.UNAVAILABLE);
		}
	}

	private Thread recording(CountDownLatch together, Quality quality) {
		Thread thread = new Thread(() -> {
			together.countDown();
			while (together.getCount() > 0) {
				Thread.onSpinWait();
			}
			this.profile.measured(100, 40, quality, null);
		});
		thread.start();
		return thread;
	}

	@Test
	void nothingIsCountedTwiceWhenResetMeanwhile() {
		List<FutureTask<?>> tasks = startRecording();
		long count = 0;
		long totalBytes = 0;
		while (!tasks.stream().allMatch(FutureTask::isDone)) {
			ProfileSnapshot snapshot = this.profile.snapshot();
			this.profile.reset();
			count += snapshot.count();
			totalBytes += bytes(snapshot);
		}
		tasks.forEach(Allocations::get);
		count += this.profile.snapshot().count();
		totalBytes += bytes(this.profile.snapshot());
		// Calls that end between the snapshot and the reset are in neither.
		assertThat(count).isBetween(1L, (long) THREADS * CALLS);
		assertThat(totalBytes).isBetween(100L, 100L * THREADS * CALLS);
		this.profile.reset();
		assertThat(this.profile.snapshot().count()).isZero();
		assertThat(this.profile.snapshot().quality()).isNull();
	}

	private List<FutureTask<?>> startRecording() {
		IllegalStateException error = new IllegalStateException("expected");
		CountDownLatch together = new CountDownLatch(THREADS);
		List<FutureTask<?>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
				together.countDown();
				together.await();
				for (int call = 0; call < CALLS; call++) {
					this.profile.measured(100, 40, Quality.EXACT, null);
					this.profile.unmeasured(error);
					this.profile.late(8);
				}
				return null;
			});
			tasks.add(task);
			new Thread(task).start();
		}
		return tasks;
	}

	private static long bytes(ProfileSnapshot snapshot) {
		Long bytes = snapshot.totalBytes();
		return (bytes != null) ? bytes : 0;
	}

}
