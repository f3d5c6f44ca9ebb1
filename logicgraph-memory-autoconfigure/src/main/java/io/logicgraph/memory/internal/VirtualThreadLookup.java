package io.logicgraph.memory.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Finds the private parts of the JDK's virtual threads that {@link VirtualThreadMeter}
 * reads, and says what to write where they are not open. They are the same in JDK 21 to
 * 27.
 */
final class VirtualThreadLookup {

	private static final int FIRST_JDK_THAT_GUARDS_FINAL_FIELDS = 26;

	/**
	 * Packages without which nothing can be counted exactly.
	 */
	private static final List<String> REQUIRED = List.of("java.lang", "jdk.internal.vm");

	/**
	 * Handles of an instance whose {@code reason} is {@code null} are all there, but for
	 * the last one.
	 */
	private static final VirtualThreadLookup INSTANCE = new VirtualThreadLookup();

	private final MethodHandles.Lookup lookup = MethodHandles.lookup();

	private @Nullable String reason;

	private @Nullable Class<?> type;

	private @Nullable ThreadFactory factory;

	private @Nullable MethodHandle carrier;

	private @Nullable MethodHandle task;

	private @Nullable MethodHandle setTask;

	private @Nullable MethodHandle chunk;

	private @Nullable MethodHandle chunkWords;

	private @Nullable MethodHandle chunkParent;

	private @Nullable MethodHandle counter;

	private VirtualThreadLookup() {
		if (!VirtualThreads.exist()) {
			this.reason = "Java %d has no virtual threads".formatted(Runtime.version().feature());
			return;
		}
		List<String> closed = closedPackages();
		if (!closed.isEmpty()) {
			this.reason = "%s of the module java.base %s not open to this library. %s"
				.formatted(String.join(" and ", closed), (closed.size() == 1) ? "is" : "are", whatToWrite());
			return;
		}
		try {
			findThread();
			findStackChunks();
		}
		catch (IllegalAccessException ex) {
			this.reason = "this JVM gives no access to its virtual threads (%s). %s".formatted(ex.getMessage(),
					whatToWrite());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			this.reason = "virtual threads of Java %d are not known to this library (%s)"
				.formatted(Runtime.version().feature(), ex);
		}
		findCounter();
	}

	static VirtualThreadLookup get() {
		return INSTANCE;
	}

	/**
	 * Return why the handles are not there.
	 */
	@Nullable String reason() {
		return this.reason;
	}

	/**
	 * Return the class of the virtual threads that have a scheduler.
	 */
	@Nullable Class<?> type() {
		return this.type;
	}

	/**
	 * Return what makes virtual threads that nobody meters.
	 */
	@Nullable ThreadFactory factory() {
		return this.factory;
	}

	/**
	 * {@code (Thread virtual)Thread}: the platform thread that it is mounted on.
	 */
	@Nullable MethodHandle carrier() {
		return this.carrier;
	}

	/**
	 * {@code (Thread virtual)Runnable}: what the scheduler runs for each mount.
	 */
	@Nullable MethodHandle task() {
		return this.task;
	}

	/**
	 * {@code (Thread virtual, Runnable)void}: sets what the scheduler runs.
	 */
	@Nullable MethodHandle setTask() {
		return this.setTask;
	}

	/**
	 * {@code (Thread virtual)Object}: the chunk that its stack was last copied to.
	 */
	@Nullable MethodHandle chunk() {
		return this.chunk;
	}

	/**
	 * {@code (Object chunk)int}: words of stack that it has room for.
	 */
	@Nullable MethodHandle chunkWords() {
		return this.chunkWords;
	}

	/**
	 * {@code (Object chunk)Object}: the chunk with the outer frames.
	 */
	@Nullable MethodHandle chunkParent() {
		return this.chunkParent;
	}

	/**
	 * {@code ()long}: what the current carrier has allocated; {@code null} if the package
	 * is not open.
	 */
	@Nullable MethodHandle counter() {
		return this.counter;
	}

	static String whatToWrite() {
		boolean guarded = Runtime.version().feature() >= FIRST_JDK_THAT_GUARDS_FINAL_FIELDS;
		return """
				Write into the manifest of the executable jar
				    Add-Opens: java.base/java.lang java.base/jdk.internal.vm java.management/sun.management
				    Enable-Final-Field-Mutation: ALL-UNNAMED
				or, where no manifest is read, set the environment variable
				    JDK_JAVA_OPTIONS=--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED --add-opens=java.management/sun.management=ALL-UNNAMED"""
				+ (guarded ? " --enable-final-field-mutation=ALL-UNNAMED" : "");
	}

	private static List<String> closedPackages() {
		List<String> closed = new ArrayList<>();
		for (String name : REQUIRED) {
			if (!Object.class.getModule().isOpen(name, VirtualThreadLookup.class.getModule())) {
				closed.add(name);
			}
		}
		return closed;
	}

	private void findThread() throws ReflectiveOperationException {
		Class<?> type = Class.forName("java.lang.VirtualThread");
		Field task = type.getDeclaredField("runContinuation");
		if (task.getType() != Runnable.class || Modifier.isStatic(task.getModifiers())) {
			throw new NoSuchFieldException("Runnable runContinuation");
		}
		task.setAccessible(true);
		// By reflection and with our own lookup: JDK 26 asks who mutates final fields.
		this.task = this.lookup.unreflectGetter(task).asType(MethodType.methodType(Runnable.class, Thread.class));
		this.setTask = this.lookup.unreflectSetter(task)
			.asType(MethodType.methodType(void.class, Thread.class, Runnable.class));
		this.carrier = MethodHandles.privateLookupIn(type, this.lookup)
			.findGetter(type, "carrierThread", Thread.class)
			.asType(MethodType.methodType(Thread.class, Thread.class));
		this.type = type;
		Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
		this.factory = (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
	}

	private void findStackChunks() throws ReflectiveOperationException {
		Class<?> threadType = Class.forName("java.lang.VirtualThread");
		Class<?> continuationType = Class.forName("jdk.internal.vm.Continuation");
		Class<?> chunkType = Class.forName("jdk.internal.vm.StackChunk");
		MethodHandle continuation = MethodHandles.privateLookupIn(threadType, this.lookup)
			.findGetter(threadType, "cont", continuationType);
		MethodHandle tail = MethodHandles.privateLookupIn(continuationType, this.lookup)
			.findGetter(continuationType, "tail", chunkType);
		this.chunk = MethodHandles.filterReturnValue(continuation, tail)
			.asType(MethodType.methodType(Object.class, Thread.class));
		MethodHandles.Lookup chunks = MethodHandles.privateLookupIn(chunkType, this.lookup);
		this.chunkWords = chunks.findGetter(chunkType, "size", int.class)
			.asType(MethodType.methodType(int.class, Object.class));
		this.chunkParent = chunks.findGetter(chunkType, "parent", chunkType)
			.asType(MethodType.methodType(Object.class, Object.class));
	}

	private void findCounter() {
		try {
			Class<?> type = Class.forName("sun.management.ThreadImpl");
			MethodHandle counter = MethodHandles.privateLookupIn(type, this.lookup)
				.findStatic(type, "getThreadAllocatedMemory0", MethodType.methodType(long.class, long.class));
			this.counter = MethodHandles.insertArguments(counter, 0, 0L);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// It is optional: the public counter has the same value, and is three times
			// slower.
			this.counter = null;
		}
	}

}
