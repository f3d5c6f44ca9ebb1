package io.logicgraph.memory.internal;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A storm of stack traces of threads, and of dumps of all threads, until it is closed.
 */
final class ThreadDumps implements AutoCloseable {

	private static final int STACK_TRACES_FOR_A_DUMP = 200;

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Thread storm = new Thread(this::run, "thread-dumps");

	private volatile boolean closed;

	private volatile long stackTraces;

	private volatile long dumps;

	ThreadDumps() {
		this.storm.start();
	}

	/**
	 * Start a thread whose stack traces are to be taken until it ends.
	 */
	void start(Thread thread) {
		this.threads.add(thread);
		thread.start();
	}

	/**
	 * Wait until all threads have ended.
	 */
	void awaitThreads() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	long stackTraces() {
		return this.stackTraces;
	}

	long dumps() {
		return this.dumps;
	}

	private void run() {
		try {
			while (!this.closed) {
				dump();
				takeStackTraces();
			}
		}
		catch (Throwable ex) {
			this.failure.set(ex);
		}
	}

	private void takeStackTraces() {
		long last = this.stackTraces + STACK_TRACES_FOR_A_DUMP;
		while (!this.closed && this.stackTraces < last) {
			for (Thread thread : this.threads) {
				if (thread.getState() == Thread.State.TERMINATED) {
					this.threads.remove(thread);
				}
				else if (thread.getStackTrace().length > 0) {
					this.stackTraces = this.stackTraces + 1;
				}
			}
		}
	}

	/**
	 * Stop all threads and print their stacks. (A dump to a file, which has the unmounted
	 * threads, too, crashes JDK 25 within seconds, with or without this library:
	 * JDK-8364343.)
	 */
	private void dump() throws Exception {
		Object dump = this.server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "threadPrint",
				new Object[] { new String[0] }, new String[] { String[].class.getName() });
		assertThat((String) dump).contains(Thread.currentThread().getName());
		this.dumps = this.dumps + 1;
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.storm.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		assertThat(this.failure.get()).isNull();
	}

}
