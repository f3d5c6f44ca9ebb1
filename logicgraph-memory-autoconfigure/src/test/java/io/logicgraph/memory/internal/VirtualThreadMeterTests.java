package io.logicgraph.memory.internal;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.Allocations.Result;
import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for scopes on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadMeterTests {

	private static final int KB = 1024;

	private static final int MB = 1024 * 1024;

	/**
	 * What the JDK allocates for a few waits, for starting threads and for loading the
	 * classes that this needs first. VirtualThreadAccuracyTests has none of it.
	 */
	private static final int SLACK = 64 * KB;

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
	void meteringStartsOnceTheCounterOfTheJvmIsSwitchedOn() {
		this.metering.close();
		ThreadMXBean counter = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		counter.setThreadAllocatedMemoryEnabled(false);
		try {
			this.metering = VirtualThreadMetering.start();
			assertThat(VirtualThreadMetering.isActive()).isFalse();
			assertThat(VirtualThreadMetering.unavailableReason()).isEqualTo(ThreadMeter.unavailableReason());
		}
		finally {
			counter.setThreadAllocatedMemoryEnabled(true);
		}
		assertThat(VirtualThreadMetering.unavailableReason()).isNull();
		VirtualThreadMetering another = VirtualThreadMetering.start();
		assertThat(VirtualThreadMetering.isActive()).isTrue();
		another.close();
		assertThat(VirtualThreadMetering.isActive()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aScopeOnAVirtualThreadThatBlocksIsExact(boolean metered) {
		Result result = new Result();
		on(metered, () -> {
			ProfileScope scope = ProfileScope.open(result);
			allocate(MB);
			sleep();
			allocate(MB);
			Thread.yield();
			scope.close(null);
		});
		assertExact(result, 2 * MB);
	}

	@Test
	void anObservedScopeOnAVirtualThreadIsExact() {
		Result result = new Result();
		on(false, () -> {
			ProfileScope scope = ObservedScopes.start(result, null);
			ObservedScopes.enter(scope);
			allocate(MB);
			sleep();
			allocate(MB);
			ObservedScopes.exit(scope);
			scope.close(null);
		});
		assertExact(result, 2 * MB);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void bytesOfAVirtualThreadBelongToTheScopeOfThePlatformThreadThatItWorksFor(boolean metered) {
		Result result = new Result();
		ProfileScope scope = ProfileScope.open(result);
		ProfileScope captured = ProfileScope.capture();
		allocate(MB);
		on(metered, () -> {
			ProfileScope previous = ProfileScope.attach(captured);
			allocate(MB);
			sleep();
			allocate(MB);
			ProfileScope.attach(previous);
		});
		scope.close(null);
		assertExact(result, 3 * MB);
	}

	@Test
	void bytesOfAPlatformThreadBelongToTheScopeOfTheVirtualThreadThatItWorksFor() {
		Result result = new Result();
		on(true, () -> {
			ProfileScope scope = ProfileScope.open(result);
			ProfileScope captured = ProfileScope.capture();
			Allocations.onNewThread(() -> {
				ProfileScope previous = ProfileScope.attach(captured);
				allocate(2 * MB);
				ProfileScope.attach(previous);
			});
			allocate(MB);
			scope.close(null);
		});
		assertExact(result, 3 * MB);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aScopeThatAnotherThreadClosesHasTheBytesOfAParkedVirtualThread(boolean metered) throws Exception {
		Result result = new Result();
		CountDownLatch allocated = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		List<ProfileScope> scopes = new ArrayList<>();
		Thread thread = newThread(metered, () -> {
			scopes.add(ProfileScope.openShared(result));
			allocate(MB);
			allocated.countDown();
			await(closed);
			allocate(MB);
			ProfileScope.attach(null);
		});
		thread.start();
		allocated.await();
		awaitState(thread, Thread.State.WAITING);
		scopes.get(0).close(null);
		closed.countDown();
		thread.join();
		assertExact(result, MB);
		assertThat(result.lateBytes()).isBetween((long) MB, (long) MB + SLACK);
	}

	/**
	 * A thread's stack is copied when it leaves its carrier. Here that takes more bytes
	 * than the thread itself has allocated.
	 */
	@Test
	void aThreadThatIsReadFromOutsideWhileItIsUnmountedIsNeverUnknown() throws Exception {
		for (int i = 0; i < 2000; i++) {
			Thread thread = newThread(true, () -> parkBelow(100));
			VirtualThreadAccount account = VirtualThreadMeter.account(thread);
			assertThat(account).isNotNull();
			thread.start();
			while (thread.getState() != Thread.State.WAITING) {
				assertThat(account.bytesFromOutside()).isNotNegative();
			}
			LockSupport.unpark(thread);
			thread.join();
		}
	}

	@Test
	void aThreadThatIsAdoptedWhilePinnedIsExactUntilItIsUnmounted() {
		on(false, () -> {
			PinnedScope.open();
			assertExact(PinnedScope.CLOSED_WHILE_PINNED, MB);
			sleep();
			PinnedScope.OPEN.get(0).close(null);
			assertThat(PinnedScope.CLOSED_AFTERWARDS.quality()).isEqualTo(Quality.PARTIAL);
			assertThat(PinnedScope.CLOSED_AFTERWARDS.bytes()).isBetween((long) MB, (long) MB + SLACK);
			Result next = new Result();
			ProfileScope scope = ProfileScope.open(next);
			allocate(MB);
			sleep();
			scope.close(null);
			assertExact(next, MB);
		});
	}

	@Test
	void stackTracesInterruptsAndStackOverflowsChangeNothing() throws Exception {
		Result result = new Result();
		Thread thread = newThread(true, () -> {
			ProfileScope scope = ProfileScope.open(result);
			LockSupport.park();
			allocate(MB);
			assertThat(Thread.interrupted()).isTrue();
			overflow();
			sleep();
			allocate(MB);
			scope.close(null);
		});
		thread.start();
		awaitState(thread, Thread.State.WAITING);
		for (int i = 0; i < 100; i++) {
			assertThat(thread.getStackTrace()).isNotEmpty();
		}
		thread.interrupt();
		thread.join();
		// A StackOverflowError has the trace of a thousand frames.
		assertThat(result.quality()).isEqualTo(Quality.EXACT);
		assertThat(result.bytes()).isBetween(2L * MB, 2L * MB + 10 * SLACK);
	}

	@Test
	void anExceptionReachesTheHandlerOfTheThread() throws Exception {
		List<Throwable> uncaught = new ArrayList<>();
		Thread thread = newThread(true, () -> {
			throw new IllegalArgumentException("expected");
		});
		thread.setUncaughtExceptionHandler((source, ex) -> uncaught.add(ex));
		thread.start();
		thread.join();
		assertThat(uncaught).singleElement().isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void aCounterThatIsWrongIsRefused() {
		ThreadFactory metered = factory(true);
		assertThat(VirtualThreadSelfTest.test(metered, ThreadMeter::currentThreadBytes)).isNull();
		assertThat(VirtualThreadSelfTest.test(metered, () -> 0)).contains("allocated 262144 bytes and measured 0");
		assertThat(VirtualThreadSelfTest.test(metered, () -> 2 * ThreadMeter.currentThreadBytes()))
			.contains("allocated 262144 bytes and measured 5");
		assertThat(VirtualThreadSelfTest.test(metered, () -> ThreadMeter.UNKNOWN)).contains("could not read");
	}

	@Test
	void nothingIsCountedWhileNobodyAskedForIt() throws Exception {
		String output = ForkedJvm.run(ReasonOfThisJvm.class, "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED", "-Dmetering.closed=true");
		assertThat(output).contains("reason: null").contains("measured 0, unmeasured 1");
	}

	@Test
	void withoutTheOpenPackagesTheReasonSaysWhatToWrite() throws Exception {
		String output = ForkedJvm.run(ReasonOfThisJvm.class);
		assertThat(output).contains("java.lang and jdk.internal.vm of the module java.base are not open")
			.contains("Add-Opens: java.base/java.lang java.base/jdk.internal.vm java.management/sun.management")
			.contains("Enable-Final-Field-Mutation: ALL-UNNAMED")
			.contains("JDK_JAVA_OPTIONS=--add-opens=java.base/java.lang=ALL-UNNAMED")
			.contains("measured 0, unmeasured 1");
	}

	@Test
	void theReasonNamesThePackageThatIsMissing() throws Exception {
		String output = ForkedJvm.run(ReasonOfThisJvm.class, "--add-opens=java.base/java.lang=ALL-UNNAMED");
		assertThat(output).contains("jdk.internal.vm of the module java.base is not open")
			.contains("measured 0, unmeasured 1");
	}

	@Test
	void theOptionalPackageChangesNothing() throws Exception {
		String output = ForkedJvm.run(ReasonOfThisJvm.class, "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED");
		assertThat(output).contains("reason: null").contains("measured 1, unmeasured 0");
	}

	private static void assertExact(Result result, long bytes) {
		assertThat(result.quality()).isEqualTo(Quality.EXACT);
		assertThat(result.bytes()).isBetween(bytes, bytes + SLACK);
	}

	private static ThreadFactory factory(boolean metered) {
		ThreadFactory plain = VirtualThreadMeter.plainThreads();
		assertThat(plain).isNotNull();
		return metered ? new MeteredThreadFactory(plain) : plain;
	}

	private static Thread newThread(boolean metered, Runnable work) {
		return factory(metered).newThread(work);
	}

	private static void on(boolean metered, Runnable work) {
		FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
		newThread(metered, task).start();
		Allocations.get(task);
	}

	private static void awaitState(Thread thread, Thread.State state) {
		while (thread.getState() != state) {
			Thread.onSpinWait();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sleep() {
		try {
			TimeUnit.MICROSECONDS.sleep(10);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void parkBelow(int frames) {
		if (frames > 0) {
			parkBelow(frames - 1);
		}
		else {
			LockSupport.park();
		}
	}

	private static void overflow() {
		try {
			recurse(0);
			throw new AssertionError("The stack is endless");
		}
		catch (StackOverflowError ex) {
			assertThat(ex).isNotNull();
		}
	}

	private static int recurse(int depth) {
		return recurse(depth + 1) + 1;
	}

	/**
	 * Its initializer is a native frame: the thread that runs it can't be unmounted.
	 */
	private static final class PinnedScope {

		static final Result CLOSED_WHILE_PINNED = new Result();

		static final Result CLOSED_AFTERWARDS = new Result();

		static final List<ProfileScope> OPEN = new ArrayList<>();

		static {
			ProfileScope scope = ProfileScope.open(CLOSED_WHILE_PINNED);
			allocate(MB);
			LockSupport.parkNanos(1);
			scope.close(null);
			OPEN.add(ProfileScope.open(CLOSED_AFTERWARDS));
			allocate(MB);
			// The last reading before the thread is unmounted.
			ProfileScope.open(new Result()).close(null);
		}

		private PinnedScope() {
		}

		static void open() {
			assertThat(OPEN).hasSize(1);
		}

	}

	/**
	 * Says what its JVM does with virtual threads.
	 */
	static final class ReasonOfThisJvm {

		private ReasonOfThisJvm() {
		}

		public static void main(String[] args) throws Exception {
			VirtualThreadMetering metering = VirtualThreadMetering.start();
			if (Boolean.getBoolean("metering.closed")) {
				metering.close();
				metering.close();
			}
			System.out.println("reason: " + VirtualThreadMetering.unavailableReason());
			Result result = new Result();
			Runnable work = () -> {
				ProfileScope scope = ProfileScope.open(result);
				allocate(MB);
				scope.close(null);
			};
			Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
			thread.join();
			System.out
				.println("measured %d, unmeasured %d".formatted(result.measuredCount(), result.unmeasuredCount()));
		}

	}

}
