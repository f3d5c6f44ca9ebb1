package io.logicgraph.memory.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.internal.ThreadMeter;
import org.jspecify.annotations.Nullable;

/**
 * Work with a known allocation.
 */
public final class Allocations {

	/**
	 * Header and length of an array: what {@code new byte[n]} needs besides its elements.
	 */
	public static final int ARRAY_HEADER = 16;

	/**
	 * Keeps the JIT from doing without the arrays.
	 */
	private static volatile byte @Nullable [] sink;

	private Allocations() {
	}

	/**
	 * Allocate exactly some bytes in one array.
	 * @param bytes a multiple of 8, at least 16
	 */
	public static void allocate(int bytes) {
		sink = new byte[bytes - ARRAY_HEADER];
		sink = null;
	}

	/**
	 * Run some work on a thread of its own and wait for it.
	 * @param work the work
	 */
	public static void onNewThread(Runnable work) {
		FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
		new Thread(task).start();
		get(task);
	}

	public static void get(FutureTask<?> task) {
		try {
			task.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the current thread's own counter.
	 */
	public static long counter() {
		return ThreadMeter.currentThreadBytes();
	}

	/**
	 * Remembers what a scope reported.
	 */
	public static final class Result implements ScopeSink {

		private final List<Long> bytes = new ArrayList<>();

		private final List<Long> nestedBytes = new ArrayList<>();

		private final List<Quality> qualities = new ArrayList<>();

		private int unmeasured;

		private @Nullable Throwable error;

		private long lateBytes;

		private long lateNestedBytes;

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public synchronized void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			this.bytes.add(bytes);
			this.nestedBytes.add(nestedBytes);
			this.qualities.add(Quality.of(complete));
			this.error = error;
		}

		@Override
		public synchronized void unmeasured(@Nullable Throwable error) {
			this.unmeasured++;
			this.error = error;
		}

		@Override
		public synchronized void late(long bytes, long nestedBytes) {
			this.lateBytes += bytes;
			this.lateNestedBytes += nestedBytes;
		}

		public synchronized long bytes() {
			return this.bytes.get(this.bytes.size() - 1);
		}

		public synchronized List<Long> allBytes() {
			return List.copyOf(this.bytes);
		}

		public synchronized long selfBytes() {
			return bytes() - this.nestedBytes.get(this.nestedBytes.size() - 1);
		}

		public synchronized Quality quality() {
			return this.qualities.get(this.qualities.size() - 1);
		}

		public synchronized int measuredCount() {
			return this.bytes.size();
		}

		public synchronized int unmeasuredCount() {
			return this.unmeasured;
		}

		public synchronized @Nullable Throwable error() {
			return this.error;
		}

		public synchronized long lateBytes() {
			return this.lateBytes;
		}

		public synchronized long lateSelfBytes() {
			return this.lateBytes - this.lateNestedBytes;
		}

	}

}
