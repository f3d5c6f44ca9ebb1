package io.logicgraph.memory.internal;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * What virtual threads have allocated. The JVM counts by carrier; a
 * {@link VirtualThreadAccount} in each metered thread notes which carrier it was on and
 * from when to when.
 * <p>
 * Thread-safe.
 */
// No string literals here, see ThreadMeter.
@SuppressWarnings("NullAway") // no thread is metered unless the handles are there
public final class VirtualThreadMeter {

	private static final VirtualThreadLookup LOOKUP = VirtualThreadLookup.get();

	// Constants, so that the JIT compiles each call to a read of a field.

	private static final @Nullable Class<?> TYPE = LOOKUP.type();

	private static final @Nullable MethodHandle CARRIER = LOOKUP.carrier();

	private static final @Nullable MethodHandle TASK = LOOKUP.task();

	private static final @Nullable MethodHandle SET_TASK = LOOKUP.setTask();

	private static final @Nullable MethodHandle CHUNK = LOOKUP.chunk();

	private static final @Nullable MethodHandle CHUNK_WORDS = LOOKUP.chunkWords();

	private static final @Nullable MethodHandle CHUNK_PARENT = LOOKUP.chunkParent();

	private static final @Nullable MethodHandle COUNTER = LOOKUP.counter();

	/**
	 * Whether virtual threads are metered at present.
	 */
	private static volatile boolean active;

	private VirtualThreadMeter() {
	}

	public static @Nullable String lookupReason() {
		return LOOKUP.reason();
	}

	public static boolean isActive() {
		return active;
	}

	public static void setActive(boolean active) {
		VirtualThreadMeter.active = active;
	}

	/**
	 * Return a factory of threads that are not metered.
	 */
	public static @Nullable ThreadFactory plainThreads() {
		return LOOKUP.factory();
	}

	/**
	 * Meter a thread from its first byte on if it is a virtual one.
	 * @param thread a thread that was not started
	 */
	public static void meter(Thread thread) {
		if (active && isMeterable(thread) && account(thread) == null) {
			setTask(thread, new VirtualThreadAccount(thread, task(thread)));
		}
	}

	/**
	 * Meter the current thread from now on if it is a virtual one that isn't metered yet.
	 * It gives way once, so that it is mounted again where its account sees it.
	 */
	public static void adoptCurrentThread() {
		Thread thread = Thread.currentThread();
		if (active && isMeterable(thread) && account(thread) == null) {
			VirtualThreadAccount account = new VirtualThreadAccount(thread, task(thread));
			account.adopt();
			setTask(thread, account);
			account.giveWay();
		}
	}

	/**
	 * Return what the current virtual thread has allocated since some point in its life,
	 * or {@link ThreadMeter#UNKNOWN}.
	 */
	public static long currentThreadBytes() {
		VirtualThreadAccount account = account(Thread.currentThread());
		return (account != null && active) ? account.bytes() : ThreadMeter.UNKNOWN;
	}

	/**
	 * Return a thread's account, or {@code null} if it has none.
	 */
	static @Nullable VirtualThreadAccount account(Thread thread) {
		return (isMeterable(thread) && task(thread) instanceof VirtualThreadAccount account) ? account : null;
	}

	private static boolean isMeterable(Thread thread) {
		Class<?> type = TYPE;
		return type != null && type.isInstance(thread);
	}

	private static Runnable task(Thread thread) {
		try {
			return (Runnable) TASK.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	private static void setTask(Thread thread, Runnable task) {
		try {
			SET_TASK.invokeExact(thread, task);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/**
	 * Return the platform thread that a virtual thread is mounted on, if any.
	 */
	static @Nullable Thread carrier(Thread thread) {
		try {
			return (Thread) CARRIER.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/**
	 * Return what the carrier has allocated that the current virtual thread is mounted
	 * on.
	 */
	static long carrierBytes(Thread carrier) {
		if (COUNTER == null) {
			return ThreadMeter.carrierBytes(carrier);
		}
		try {
			return (long) COUNTER.invokeExact();
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/**
	 * Return the chunk of the heap that a thread's stack was last copied to.
	 */
	static @Nullable Object stackChunk(Thread thread) {
		try {
			return (Object) CHUNK.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/**
	 * Return the chunk with the frames further out.
	 */
	static @Nullable Object parent(Object chunk) {
		try {
			return (Object) CHUNK_PARENT.invokeExact(chunk);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/**
	 * Return how many words of stack a chunk has room for.
	 */
	static int words(Object chunk) {
		try {
			return (int) CHUNK_WORDS.invokeExact(chunk);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	private static RuntimeException unexpected(Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		// Reading and writing fields throws nothing else.
		return (ex instanceof RuntimeException runtime) ? runtime : new IllegalStateException(ex);
	}

}
