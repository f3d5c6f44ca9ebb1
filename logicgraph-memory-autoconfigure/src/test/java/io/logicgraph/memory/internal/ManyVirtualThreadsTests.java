package io.logicgraph.memory.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.profile.Allocations.Result;
import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hundred thousand virtual threads with scopes, every other one metered by its factory
 * and the rest adopted.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class ManyVirtualThreadsTests {

	private static final int THREADS = 100_000;

	private static final int ROUNDS = 5;

	/**
	 * At least. Half of it is for the scheduler's queues, which stay as large as they
	 * were ever needed.
	 */
	private static final long BYTES_OF_AN_OBJECT = 16;

	private final List<WeakReference<VirtualThreadAccount>> accounts = new ArrayList<>();

	private final List<WeakReference<ThreadLedger>> ledgers = new ArrayList<>();

	private final List<WeakReference<Thread>> threads = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private VirtualThreadMetering metering;

	@BeforeEach
	void startMetering() {
		this.metering = VirtualThreadMetering.start();
		assertThat(VirtualThreadMetering.unavailableReason()).isNull();
	}

	@AfterEach
	void closeMetering() {
		this.metering.close();
	}

	@Test
	void accountsAndLedgersOfThreadsThatHaveEndedAreCollected() throws Exception {
		run(true);
		assertThat(this.threads).hasSize(THREADS);
		assertThat(this.ledgers).hasSize(THREADS);
		assertThat(this.accounts).hasSize(THREADS);
		GarbageCollections.until("threads are collected", () -> areCleared(this.threads));
		GarbageCollections.until("ledgers are collected", () -> areCleared(this.ledgers));
		GarbageCollections.until("accounts are collected", () -> areCleared(this.accounts));
	}

	@Test
	void memoryOfThreadsThatHaveEndedIsFree() throws Exception {
		run(false);
		long before = liveBytes();
		for (int i = 0; i < ROUNDS; i++) {
			run(false);
		}
		assertThat(liveBytes() - before).as("live bytes of threads that have ended")
			.isLessThan(ROUNDS * THREADS * BYTES_OF_AN_OBJECT / 2);
	}

	private void run(boolean remember) throws Exception {
		CountDownLatch ended = new CountDownLatch(THREADS);
		ThreadFactory plain = VirtualThreadMeter.plainThreads();
		assertThat(plain).isNotNull();
		ThreadFactory metered = new MeteredThreadFactory(plain);
		for (int i = 0; i < THREADS; i++) {
			ThreadFactory factory = (i % 2 == 0) ? plain : metered;
			factory.newThread(() -> {
				ProfileScope scope = ProfileScope.openShared(new Result());
				if (remember) {
					remember();
				}
				Thread.yield();
				scope.close(null);
				ended.countDown();
			}).start();
		}
		ended.await();
	}

	private synchronized void remember() {
		this.threads.add(new WeakReference<>(Thread.currentThread()));
		this.ledgers.add(new WeakReference<>(ThreadLedger.ofProfiles()));
		VirtualThreadAccount account = VirtualThreadMeter.account(Thread.currentThread());
		if (account != null) {
			this.accounts.add(new WeakReference<>(account));
		}
	}

	private static boolean areCleared(List<? extends WeakReference<?>> references) {
		return references.stream().allMatch((reference) -> reference.get() == null);
	}

	private static long liveBytes() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
