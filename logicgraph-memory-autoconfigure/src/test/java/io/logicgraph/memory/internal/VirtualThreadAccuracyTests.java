package io.logicgraph.memory.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the bytes that virtual threads are charged with: a known allocation, in parts
 * between which the thread blocks.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadAccuracyTests {

	private static final int ARRAYS = 1000;

	private static final int ARRAY_BYTES = 1024;

	private static final long KNOWN_BYTES = ARRAYS * ARRAY_BYTES;

	/**
	 * What the JDK allocates when a thread that gives way can go on at once: in
	 * Thread.yield, and where a monitor is left just while the thread waits for it.
	 */
	private static final int YIELD_BYTES = 32;

	/**
	 * What the JDK allocates to wake a thread up in time.
	 */
	private static final int TIMED_WAIT_BYTES = 150;

	/**
	 * What the JDK allocates to write to a socket and to wait for the answer; 90 bytes on
	 * a platform thread.
	 */
	private static final int ROUND_TRIP_BYTES = 200;

	/**
	 * A scheduler's queue that grows, in one thread of many.
	 */
	private static final int QUEUE_BYTES = 40_000;

	private static final int WARM_UP_RUNS = 3;

	@SuppressWarnings("NullAway.Init")
	private static VirtualThreadMetering metering;

	@BeforeAll
	static void startMetering() {
		metering = VirtualThreadMetering.start();
		assertThat(VirtualThreadMetering.unavailableReason()).isNull();
	}

	@AfterAll
	static void closeMetering() {
		metering.close();
	}

	@ParameterizedTest
	@CsvSource({ "true, 1", "true, 100", "true, 1000", "false, 1", "false, 1000" })
	void threadsThatDoNotBlockAreChargedToTheByte(boolean metered, int threads) throws Exception {
		assertExact(run(metered, threads, 0, () -> {
		}));
	}

	@ParameterizedTest
	@CsvSource({ "true, 1, 1", "true, 1, 100", "true, 1, 1000", "true, 100, 100", "true, 1000, 10", "false, 1, 100",
			"false, 100, 10" })
	void parkedThreadsAreChargedToTheByte(boolean metered, int threads, int parks) throws Exception {
		assertExact(run(metered, threads, parks, new Park(null)));
	}

	@ParameterizedTest
	@CsvSource({ "true, 2, 100", "true, 100, 20", "false, 2, 100" })
	void aContendedMonitorCostsOneSmallObjectAtMost(boolean metered, int threads, int entries) throws Exception {
		assertBytesOfAWait("contended monitor", YIELD_BYTES, entries,
				run(metered, threads, entries, new Park(new Object())));
	}

	@ParameterizedTest
	@CsvSource({ "true, 1, 1", "true, 1, 1000", "true, 100, 100", "false, 100, 10" })
	void aYieldCostsOneSmallObject(boolean metered, int threads, int yields) throws Exception {
		assertBytesOfAWait("yield", YIELD_BYTES, yields, run(metered, threads, yields, Thread::yield));
	}

	@ParameterizedTest
	@CsvSource({ "true, 1, 1", "true, 1, 100", "true, 100, 20", "true, 1000, 5", "false, 100, 20" })
	void aTimedWaitCostsWhatTheJdkAllocatesForIt(boolean metered, int threads, int sleeps) throws Exception {
		// One that is woken before it has gone yields, too.
		assertBytesOfAWait("sleep", TIMED_WAIT_BYTES + YIELD_BYTES, sleeps,
				run(metered, threads, sleeps, () -> TimeUnit.MICROSECONDS.sleep(20)));
	}

	@ParameterizedTest
	@CsvSource({ "true, 100", "true, 1000", "false, 100" })
	void aRoundTripOverASocketCostsWhatTheJdkAllocatesForIt(boolean metered, int trips) throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
				Socket peer = server.accept()) {
			client.setTcpNoDelay(true);
			peer.setTcpNoDelay(true);
			Thread echo = new Thread(() -> echo(peer));
			echo.start();
			InputStream in = client.getInputStream();
			OutputStream out = client.getOutputStream();
			assertBytesOfAWait("socket round trip", ROUND_TRIP_BYTES, trips, run(metered, 1, trips, () -> {
				out.write(1);
				assertThatOne(in.read());
			}));
			client.shutdownOutput();
			echo.join();
		}
	}

	private static void echo(Socket socket) {
		try {
			int read = socket.getInputStream().read();
			while (read >= 0) {
				socket.getOutputStream().write(read);
				read = socket.getInputStream().read();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertThatOne(int value) {
		if (value != 1) {
			throw new IllegalStateException("read " + value);
		}
	}

	private static void assertExact(List<Long> charged) {
		assertSurplus(0, charged);
	}

	private static void assertBytesOfAWait(String wait, int most, int waits, List<Long> charged) {
		long median = charged.stream().sorted().toList().get(charged.size() / 2) - KNOWN_BYTES;
		System.out.println(String.format(Locale.ROOT, "JDK %s, %s, %d threads with %d each: %.1f bytes a wait",
				Runtime.version(), wait, charged.size(), waits, (double) median / waits));
		assertSurplus((long) most * waits, charged);
	}

	/**
	 * Assert what threads were charged, but allow one in a hundred that the scheduler's
	 * queue grew meanwhile.
	 */
	private static void assertSurplus(long most, List<Long> charged) {
		assertThat(charged).filteredOn((bytes) -> bytes < KNOWN_BYTES || bytes > KNOWN_BYTES + most)
			.hasSizeLessThanOrEqualTo(charged.size() / 100)
			.allMatch((bytes) -> bytes >= KNOWN_BYTES && bytes <= KNOWN_BYTES + most + QUEUE_BYTES);
	}

	/**
	 * Let threads allocate all the same and block meanwhile.
	 * @return what each was charged in its last run; those before warm the JVM up
	 */
	private static List<Long> run(boolean metered, int threads, int waits, Wait wait) throws Exception {
		for (int i = 0; i < WARM_UP_RUNS; i++) {
			runOnce(metered, threads, waits, wait);
		}
		return runOnce(metered, threads, waits, wait);
	}

	private static List<Long> runOnce(boolean metered, int threads, int waits, Wait wait) throws Exception {
		ThreadFactory plain = VirtualThreadMeter.plainThreads();
		assertThat(plain).isNotNull();
		ThreadFactory factory = metered ? new MeteredThreadFactory(plain) : plain;
		List<Work> works = new ArrayList<>();
		CountDownLatch running = new CountDownLatch(threads);
		for (int i = 0; i < threads; i++) {
			works.add(new Work(factory, waits, wait, running));
		}
		works.forEach((work) -> work.thread.start());
		while (running.getCount() > 0) {
			works.stream().filter(Work::isParked).forEach(Work::wake);
			Thread.onSpinWait();
		}
		List<Long> charged = new ArrayList<>();
		for (Work work : works) {
			work.thread.join();
			assertThat(work.failure.get()).isNull();
			charged.add(work.charged);
		}
		return charged;
	}

	private interface Wait {

		void await() throws Exception;

		/**
		 * Return whether it lasts until somebody wakes the thread.
		 */
		default boolean parks() {
			return false;
		}

	}

	private static final class Park implements Wait {

		private final @Nullable Object monitor;

		Park(@Nullable Object monitor) {
			this.monitor = monitor;
		}

		@Override
		public void await() {
			if (this.monitor == null) {
				LockSupport.park();
				return;
			}
			synchronized (this.monitor) {
				LockSupport.park();
			}
		}

		@Override
		public boolean parks() {
			return true;
		}

	}

	private static final class Work implements Runnable {

		private final int waits;

		private final Wait wait;

		private final CountDownLatch running;

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		private final Thread thread;

		private long charged;

		Work(ThreadFactory factory, int waits, Wait wait, CountDownLatch running) {
			this.waits = waits;
			this.wait = wait;
			this.running = running;
			this.thread = factory.newThread(this);
		}

		/**
		 * Return whether it has gone: who is woken earlier yields instead.
		 */
		boolean isParked() {
			return this.wait.parks() && this.thread.getState() == Thread.State.WAITING;
		}

		void wake() {
			LockSupport.unpark(this.thread);
		}

		@Override
		public void run() {
			try {
				ThreadMeter.adoptCurrentThread();
				long before = ThreadMeter.currentThreadBytes();
				int done = 0;
				for (int i = 0; i < this.waits; i++) {
					int next = ARRAYS * (i + 1) / (this.waits + 1);
					allocateArrays(next - done);
					done = next;
					this.wait.await();
				}
				allocateArrays(ARRAYS - done);
				long after = ThreadMeter.currentThreadBytes();
				this.charged = (before >= 0 && after >= 0) ? after - before : ThreadMeter.UNKNOWN;
			}
			catch (Throwable ex) {
				this.failure.set(ex);
			}
			finally {
				this.running.countDown();
			}
		}

		private static void allocateArrays(int count) {
			for (int i = 0; i < count; i++) {
				allocate(ARRAY_BYTES);
			}
		}

	}

}
