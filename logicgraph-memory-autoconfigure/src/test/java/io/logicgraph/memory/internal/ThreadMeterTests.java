package io.logicgraph.memory.internal;

import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import io.logicgraph.memory.profile.Allocations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadMeter}.
 */
class ThreadMeterTests {

	private static final long BUFFER = 523_264;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void readingOfAnotherThreadThatCountsABufferTwiceIsDropped(int wrong) {
		Iterator<Long> readings = LongStream.range(0, 3)
			.map((i) -> 1_000_000 + 100 * i + ((i == wrong) ? BUFFER : 0))
			.iterator();
		assertThat(ThreadMeter.smallest(readings::next)).isBetween(1_000_000L, 1_000_200L);
	}

	@Test
	void readingOfAnotherThreadThatWaitsIsExact() throws InterruptedException {
		CountDownLatch allocated = new CountDownLatch(1);
		CountDownLatch read = new CountDownLatch(1);
		long[] own = new long[1];
		Thread thread = new Thread(() -> {
			Allocations.allocate(1_000_000);
			allocated.countDown();
			try {
				read.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			own[0] = Allocations.counter();
		});
		thread.start();
		allocated.await();
		while (thread.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		long bytes = ThreadMeter.threadBytes(thread.getId());
		read.countDown();
		thread.join();
		assertThat(bytes).isEqualTo(own[0]);
		assertThat(ThreadMeter.threadBytes(thread.getId())).isEqualTo(ThreadMeter.UNKNOWN);
	}

}
