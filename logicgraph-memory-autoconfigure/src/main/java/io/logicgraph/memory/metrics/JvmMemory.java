package io.logicgraph.memory.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Method;
import java.util.OptionalLong;

import com.sun.management.ThreadMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM says about its memory. Thread-safe.
 *
 * @since 0.7.0
 */
public final class JvmMemory {

	private static final Log logger = LogFactory.getLog(JvmMemory.class);

	/**
	 * {@code ThreadMXBean.getTotalThreadAllocatedBytes()}, which JDK 21 added; JDK
	 * 17.0.15 has it, too.
	 */
	private static final @Nullable Method TOTAL_ALLOCATED = totalAllocated();

	private JvmMemory() {
	}

	/**
	 * Return whether the JVM counts what its threads have allocated. Less work than to
	 * ask for it the first time.
	 * @return whether {@link #allocatedBytes()} will not be empty
	 */
	public static boolean countsAllocatedBytes() {
		return TOTAL_ALLOCATED != null && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
				&& bean.isThreadAllocatedMemorySupported() && bean.isThreadAllocatedMemoryEnabled();
	}

	/**
	 * Return the bytes that all threads have allocated since the JVM started, ended and
	 * virtual threads included.
	 * @return bytes; empty where the JVM has no counter
	 */
	public static OptionalLong allocatedBytes() {
		if (TOTAL_ALLOCATED == null) {
			return OptionalLong.empty();
		}
		try {
			long bytes = (long) TOTAL_ALLOCATED.invoke(ManagementFactory.getThreadMXBean());
			return (bytes >= 0) ? OptionalLong.of(bytes) : OptionalLong.empty();
		}
		catch (ReflectiveOperationException ex) {
			logger.debug("Could not read the bytes allocated by all threads", ex);
			return OptionalLong.empty();
		}
	}

	/**
	 * Return the heap in use, garbage included.
	 * @return bytes
	 */
	public static long heapUsedBytes() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Return the heap that was in use after the last collection, the sum over all heap
	 * pools.
	 * @return bytes; empty if there was no collection yet
	 */
	public static OptionalLong heapAfterGcBytes() {
		if (collections() == 0) {
			return OptionalLong.empty();
		}
		long bytes = 0;
		boolean known = false;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			MemoryUsage usage = (pool.getType() == MemoryType.HEAP) ? pool.getCollectionUsage() : null;
			if (usage != null) {
				known = true;
				bytes += usage.getUsed();
			}
		}
		return known ? OptionalLong.of(bytes) : OptionalLong.empty();
	}

	/**
	 * Return how many collections there were since the JVM started.
	 * @return the sum over all collectors
	 */
	public static long collections() {
		long collections = 0;
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			collections += Math.max(0, collector.getCollectionCount());
		}
		return collections;
	}

	private static @Nullable Method totalAllocated() {
		try {
			return (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean)
					? ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes") : null;
		}
		catch (NoSuchMethodException | LinkageError ex) {
			// A JDK without the method, or a JVM without this bean.
			return null;
		}
	}

}
