package io.logicgraph.memory.test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Mono;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AllocationAssertions}.
 */
class AllocationAssertionsTests {

	private final ExecutorService executor = Executors.newFixedThreadPool(2);

	private final ExecutorService followed = ContextExecutorService.wrap(this.executor,
			ContextSnapshotFactory.builder().build()::captureAll);

	/**
	 * Whether virtual threads can be counted is settled once in a JVM, and must not be
	 * asked first while a test has the counter switched off.
	 */
	@BeforeAll
	static void tryOutVirtualThreads() {
		VirtualThreadMetering.start().close();
	}

	@AfterEach
	void shutDown() {
		this.executor.shutdown();
	}

	@Test
	void budgetIsExactToTheByte() {
		assertThatAllocationOf(() -> Arrays.allocate(2048)).isAtMost("2KB").isAtMost(2048);
		assertBroken(() -> assertThatAllocationOf(() -> Arrays.allocate(2048)).isAtMost(2047))
			.withMessageContaining("Expecting at most 2047 B (2 KB) to be allocated, but")
			.withMessageContaining("the call allocated 2048 B (2 KB), which is 1 B over");
	}

	@Test
	void failureNamesTheSites() {
		assertBroken(() -> assertThatAllocationOf(() -> Arrays.allocate(100_000)).as("quote").isAtMost("2KB"))
			.withMessageStartingWith("[quote] ")
			.withMessageContaining("the call allocated 100000 B (97.7 KB), which is 97952 B (95.7 KB) over")
			.withMessageContaining("% byte[] in io.logicgraph.memory.test.Arrays.allocate(Arrays.java:");
	}

	@Test
	void failureNamesNoSiteOfItsOwn() {
		assertBroken(() -> assertThatAllocationOf(() -> Arrays.allocate(4096)).isZero())
			.withMessageContaining("in io.logicgraph.memory.test.Arrays.allocate(Arrays.java:")
			.withMessageNotContaining("io.logicgraph.memory.profile");
	}

	@Test
	void workWithoutAResultIsMeasured() {
		ThrowingCallable work = () -> Arrays.allocate(1024);
		assertThatAllocationOf(work).isAtMost("1KB");
		assertBroken(() -> assertThatAllocationOf(work).isZero()).withMessageContaining("1024 B (1 KB) over");
	}

	@Test
	void nothingIsZero() {
		assertThatAllocationOf(() -> {
		}).isZero();
		assertThatAllocationOf(() -> null).isZero();
	}

	@Test
	void boxOfAResultIsLeftOut() {
		int number = 1_000_000;
		assertThatAllocationOf(() -> number).isZero();
		assertThatAllocationOf(() -> (long) number).isZero();
		assertThatAllocationOf(() -> (double) number).isZero();
		assertThatAllocationOf(() -> (float) number).isZero();
		assertThatAllocationOf(() -> (short) 20_000).isZero();
		assertThatAllocationOf(() -> 'ä').isZero();
		assertThatAllocationOf(() -> true).isZero();
		assertThatAllocationOf(() -> (byte) 100).isZero();
		assertThatAllocationOf(() -> 1).isZero();
	}

	@Test
	void resultIsNotOptimizedAway() {
		assertBroken(() -> assertThatAllocationOf(() -> new Object()).isZero())
			.withMessageContaining("the call allocated");
	}

	@Test
	void warmUpIsLeftOut() {
		AtomicInteger calls = new AtomicInteger();
		assertThatAllocationOf(() -> Arrays.allocate((calls.incrementAndGet() < 100) ? 10_000 : 1024)).isAtMost("1KB");
	}

	@Test
	void whatTheWorkThrowsIsThrown() {
		IOException expected = new IOException("expected");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> assertThatAllocationOf(() -> {
			throw expected;
		}).isZero()).isSameAs(expected);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> assertThatAllocationOf(() -> CompletableFuture.failedFuture(expected)).isZero())
			.isSameAs(expected);
	}

	@Test
	void threadsThatAreFollowedAreCounted() {
		assertThatAllocationOf(() -> this.followed.submit(() -> Arrays.allocate(1_000_000)).get()).isAtMost(1_004_000);
		assertBroken(() -> assertThatAllocationOf(() -> this.followed.submit(() -> Arrays.allocate(1_000_000)).get())
			.isAtMost(999_999)).withMessageContaining("Arrays.allocate(Arrays.java:");
	}

	@Test
	void stageIsMeasuredToItsEnd() {
		assertThatAllocationOf(() -> CompletableFuture.supplyAsync(() -> Arrays.allocate(1_000_000), this.followed))
			.isAtMost(1_004_000);
		assertBroken(() -> assertThatAllocationOf(
				() -> CompletableFuture.supplyAsync(() -> Arrays.allocate(1_000_000), this.followed))
			.isAtMost(999_999)).withMessageContaining("the call allocated 100");
	}

	@Test
	void stageOfAThreadThatIsNotFollowedIsNotTakenForWithinItsBudget() {
		assertBroken(() -> assertThatAllocationOf(() -> notFollowed()).isAtMost("100KB"))
			.withMessageContaining("more is not known")
			.withMessageContaining("ContextExecutorService");
	}

	private CompletableFuture<byte[]> notFollowed() {
		CountDownLatch returned = new CountDownLatch(1);
		CompletableFuture<byte[]> stage = new CompletableFuture<>() {

			@Override
			public CompletableFuture<byte[]> toCompletableFuture() {
				returned.countDown();
				return this;
			}

			@Override
			public CompletableFuture<byte[]> whenComplete(BiConsumer<? super byte[], ? super Throwable> action) {
				CompletableFuture<byte[]> dependent = super.whenComplete(action);
				returned.countDown();
				return dependent;
			}

		};
		this.executor.submit(() -> {
			returned.await();
			return stage.complete(Arrays.allocate(1_000_000));
		});
		return stage;
	}

	@Test
	@SuppressWarnings("resource")
	void resultThatIsWorkedOffLaterIsRefused() {
		FutureTask<@Nullable Void> future = new FutureTask<>(() -> null);
		assertThatIllegalArgumentException().isThrownBy(() -> assertThatAllocationOf(() -> future).isZero())
			.withMessageContaining("get()");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> assertThatAllocationOf(() -> Stream.of(1).map((one) -> new byte[1000])).isZero())
			.withMessageContaining("toList()");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> assertThatAllocationOf(() -> Mono.fromSupplier(() -> new byte[1000])).isZero())
			.withMessageContaining("block()");
	}

	@Test
	void wrongBudgetIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> assertThatAllocationOf(() -> null).isAtMost(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> assertThatAllocationOf(() -> null).isAtMost("a lot"));
	}

	@Test
	void budgetIsNotMetWhereTheBytesAreUnknown() {
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		threads.setThreadAllocatedMemoryEnabled(false);
		try {
			assertBroken(() -> assertThatAllocationOf(() -> null).isAtMost("1GB"))
				.withMessageContaining("the call: how much is unknown. This JVM does not count");
		}
		finally {
			threads.setThreadAllocatedMemoryEnabled(true);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreCounted() throws Exception {
		ExecutorService virtual = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		ExecutorService followed = ContextExecutorService.wrap(virtual,
				ContextSnapshotFactory.builder().build()::captureAll);
		try {
			assertThatAllocationOf(() -> followed.submit(() -> Arrays.allocate(1_000_000)).get()).isAtMost(1_010_000);
			assertBroken(() -> assertThatAllocationOf(() -> followed.submit(() -> Arrays.allocate(1_000_000)).get())
				.isAtMost(999_999)).withMessageContaining("the call allocated 100");
			virtual.submit(() -> assertThatAllocationOf(() -> Arrays.allocate(2048)).isAtMost("2KB")).get();
		}
		finally {
			virtual.shutdown();
		}
	}

	private static ThrowableAssertAlternative<AssertionError> assertBroken(ThrowingCallable call) {
		return assertThatExceptionOfType(AssertionError.class).isThrownBy(call);
	}

	@Test
	void assertionErrorOfTheWorkIsThrown() {
		assertBroken(() -> assertThatAllocationOf(() -> assertThat(1).isEqualTo(2)).isZero())
			.withMessageContaining("expected: 2");
	}

}
