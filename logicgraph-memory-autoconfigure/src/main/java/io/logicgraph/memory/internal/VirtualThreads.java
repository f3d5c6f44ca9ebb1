package io.logicgraph.memory.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * Asks for what Java 17 doesn't know yet. Thread-safe.
 *
 * @since 0.7.0
 */
public final class VirtualThreads {

	private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

	private VirtualThreads() {
	}

	/**
	 * Return whether this JVM has virtual threads.
	 * @return whether there are any
	 */
	public static boolean exist() {
		return IS_VIRTUAL != null && Runtime.version().feature() >= 21;
	}

	/**
	 * Return whether the current thread is a virtual one.
	 * @return {@code false} where there are none
	 */
	public static boolean isCurrent() {
		MethodHandle isVirtual = IS_VIRTUAL;
		if (isVirtual == null) {
			return false;
		}
		try {
			return (boolean) isVirtual.invokeExact(Thread.currentThread());
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable MethodHandle isVirtualHandle() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
		}
		catch (NoSuchMethodException | IllegalAccessException ex) {
			// Java 17 to 20
			return null;
		}
	}

}
