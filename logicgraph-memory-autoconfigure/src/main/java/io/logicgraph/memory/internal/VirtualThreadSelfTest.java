package io.logicgraph.memory.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Measures a known allocation on a virtual thread that blocks meanwhile: what to believe
 * of a JDK whose private parts nobody promised us.
 */
public final class VirtualThreadSelfTest implements Runnable {

	/**
	 * The JDK's own structures grow a few times in a JVM's life, on any thread.
	 */
	private static final int ATTEMPTS = 3;

	private static final int ARRAYS = 256;

	private static final int ARRAY_BYTES = 1024;

	private static final int ARRAY_HEADER_BYTES = 16;

	private static final int ARRAYS_BETWEEN_WAITS = 8;

	private static final int KINDS_OF_WAIT = 4;

	private static final int MAX_SURPLUS = 4096;

	private static final int MAX_SURPLUS_OF_A_WAIT = 200;

	private static final long WAIT_NANOS = 1000;

	private static final long MAX_MILLIS = 5000;

	private static volatile byte @Nullable [] sink;

	private final LongSupplier counter;

	private volatile long before = ThreadMeter.UNKNOWN;

	private volatile long after = ThreadMeter.UNKNOWN;

	VirtualThreadSelfTest(LongSupplier counter) {
		this.counter = counter;
	}

	/**
	 * Test a counter of virtual threads.
	 * @param threads makes metered threads
	 * @param counter reads the current thread's counter
	 * @return what is wrong with it, or {@code null}
	 */
	public static @Nullable String test(ThreadFactory threads, LongSupplier counter) {
		String fault = null;
		for (int i = 0; i < ATTEMPTS; i++) {
			fault = new VirtualThreadSelfTest(counter).test(threads);
			if (fault == null) {
				return null;
			}
		}
		return fault;
	}

	private @Nullable String test(ThreadFactory threads) {
		Thread thread = threads.newThread(this);
		thread.start();
		try {
			thread.join(MAX_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "the self-test was interrupted";
		}
		if (thread.isAlive()) {
			return "the self-test did not end within %d s".formatted(TimeUnit.MILLISECONDS.toSeconds(MAX_MILLIS));
		}
		return judge(this.before, this.after);
	}

	private static @Nullable String judge(long before, long after) {
		int known = ARRAYS * ARRAY_BYTES;
		if (before < 0 || after < 0) {
			return "the self-test could not read the counter";
		}
		long surplus = after - before - known;
		int waits = ARRAYS / ARRAYS_BETWEEN_WAITS;
		if (surplus < 0 || surplus > MAX_SURPLUS + waits * MAX_SURPLUS_OF_A_WAIT) {
			return "the self-test allocated %d bytes and measured %d".formatted(known, after - before);
		}
		return null;
	}

	@Override
	public void run() {
		long before = this.counter.getAsLong();
		for (int i = 0; i < ARRAYS; i++) {
			sink = new byte[ARRAY_BYTES - ARRAY_HEADER_BYTES];
			if (i % ARRAYS_BETWEEN_WAITS == 0) {
				block(i / ARRAYS_BETWEEN_WAITS);
			}
		}
		this.after = this.counter.getAsLong();
		this.before = before;
		sink = null;
	}

	private static void block(int wait) {
		switch (wait % KINDS_OF_WAIT) {
			case 0 -> LockSupport.parkNanos(WAIT_NANOS);
			case 1 -> sleep();
			default -> Thread.yield();
		}
	}

	private static void sleep() {
		try {
			TimeUnit.NANOSECONDS.sleep(WAIT_NANOS);
		}
		catch (InterruptedException ex) {
			// Then the test is over sooner; what it measures stays the same.
			Thread.currentThread().interrupt();
		}
	}

}
