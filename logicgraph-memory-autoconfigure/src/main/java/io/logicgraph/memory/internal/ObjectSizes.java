package io.logicgraph.memory.internal;

import java.lang.management.ManagementFactory;

import com.sun.management.HotSpotDiagnosticMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Sizes in bytes of heap objects, as the running JVM lays them out. The flags that decide
 * the layout are read from {@link HotSpotDiagnosticMXBean}; where it is missing, the
 * defaults of a 64-bit JVM with a heap below 32 GB are assumed.
 *
 * @since 0.7.0
 */
public final class ObjectSizes {

	private static final int ALIGNMENT = Integer.parseInt(vmOption("ObjectAlignmentInBytes", "8"));

	/**
	 * Size of a reference field or array element, in bytes.
	 */
	private static final int REFERENCE = Boolean.parseBoolean(vmOption("UseCompressedOops", "true")) ? 4 : 8;

	private static final int HEADER = header();

	private ObjectSizes() {
	}

	/**
	 * Return the size of an instance.
	 * @param references number of reference fields, inherited ones included
	 * @param ints number of {@code int} fields, inherited ones included
	 * @param longs number of {@code long} fields, inherited ones included
	 * @return bytes, header and alignment included
	 */
	public static long instance(int references, int ints, int longs) {
		return align((long) HEADER + (long) references * REFERENCE + ints * 4L + longs * 8L);
	}

	/**
	 * Return the size of a string of Latin-1 characters with its array.
	 * @param length number of characters
	 * @return bytes
	 */
	static long string(int length) {
		// The hash, and two flags that fit into another int.
		return instance(1, 2, 0) + align(arrayHeader() + length);
	}

	static long referenceArray(int length) {
		return align(arrayHeader() + (long) length * REFERENCE);
	}

	static long intArray(int length) {
		return align(arrayHeader() + length * 4L);
	}

	private static long arrayHeader() {
		// The length follows the header; elements of 8 bytes start at a multiple of 8.
		return (REFERENCE == 8) ? (HEADER + 4 + 7) & ~7 : HEADER + 4;
	}

	private static long align(long bytes) {
		return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
	}

	private static int header() {
		if (Boolean.parseBoolean(vmOption("UseCompactObjectHeaders", "false"))) {
			return 8;
		}
		return Boolean.parseBoolean(vmOption("UseCompressedClassPointers", "true")) ? 12 : 16;
	}

	private static String vmOption(String name, String otherwise) {
		try {
			@Nullable HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
			return (bean != null) ? bean.getVMOption(name).getValue() : otherwise;
		}
		catch (IllegalArgumentException | LinkageError ex) {
			// A JVM that lacks the option or the bean has the layout of the default.
			return otherwise;
		}
	}

}
