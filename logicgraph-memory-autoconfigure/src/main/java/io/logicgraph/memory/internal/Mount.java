package io.logicgraph.memory.internal;

import org.jspecify.annotations.Nullable;

/**
 * One run of a virtual thread's task by a carrier, from one reading of the carrier's
 * counter to the next.
 */
// Made and ended by the carrier. What it follows is set before the account publishes it.
final class Mount {

	private static final long OPEN = -1;

	/**
	 * Size of a stack chunk without the stack: its header and fields, and those that the
	 * JVM adds, with compressed class pointers.
	 */
	private static final int CHUNK_BYTES = 48;

	private static final int WORD_BYTES = 8;

	/**
	 * A chunk has two bits for each word of stack, which say where references are.
	 */
	private static final int WORDS_FOR_A_WORD_OF_BITS = 32;

	private static final int MAX_PARENTS = 100;

	private final Thread carrier = Thread.currentThread();

	private final long start = ThreadMeter.platformThreadBytes();

	private long bytesBefore;

	private @Nullable Mount openBefore;

	/**
	 * The chunk with the thread's stack. It shows the next mount whether its own is new.
	 */
	private @Nullable Object chunk;

	/**
	 * Size of the chunk if it is new: the JVM copied the stack there when the thread was
	 * unmounted, which is not the application's doing.
	 */
	private long chunkBytes;

	private volatile long end = OPEN;

	/**
	 * Let this mount come after another one.
	 */
	void follow(@Nullable Mount last, @Nullable Object chunk) {
		if (this.start < 0) {
			throw new IllegalStateException();
		}
		this.chunk = chunk;
		// The first chunk of an adopted thread is from before.
		this.chunkBytes = (last != null) ? last.bytesOfNewChunk(chunk) : 0;
		this.bytesBefore = 0;
		Mount mount = last;
		while (mount != null && mount.end >= 0) {
			this.bytesBefore += mount.bytesBefore + mount.end - mount.start - mount.chunkBytes;
			mount = mount.openBefore;
		}
		this.openBefore = mount;
	}

	/**
	 * Return the size of a chunk if the thread got it after this mount had begun.
	 */
	long bytesOfNewChunk(@Nullable Object chunk) {
		return (chunk != null && !isIn(this.chunk, chunk)) ? size(chunk) : 0;
	}

	/**
	 * End this mount.
	 * @return {@code false} if the carrier's counter can't be read any more
	 */
	boolean end() {
		long reading = ThreadMeter.platformThreadBytes();
		this.end = Math.max(reading, this.start);
		return reading >= 0;
	}

	/**
	 * Return what was allocated in mounts before this one, but for those that had not
	 * ended when it began.
	 */
	long bytesBefore() {
		return this.bytesBefore;
	}

	/**
	 * Return the mount before this one that had not ended when it began, if any.
	 */
	@Nullable Mount openBefore() {
		return this.openBefore;
	}

	boolean isOpenOn(@Nullable Thread carrier) {
		return this.carrier == carrier && this.end < 0;
	}

	/**
	 * Return what was allocated in this mount up to now.
	 * @param current the carrier that the caller is mounted on, if it is the thread
	 * itself
	 */
	long bytes(@Nullable Thread current) {
		if (this.end < 0) {
			long reading = (this.carrier == current) ? VirtualThreadMeter.carrierBytes(this.carrier)
					: ThreadMeter.threadBytes(this.carrier.getId());
			if (this.end < 0) {
				return Math.max(reading - this.start, 0) - this.chunkBytes;
			}
		}
		return this.end - this.start - this.chunkBytes;
	}

	/**
	 * Return whether a chunk is another one or holds outer frames of it.
	 */
	private static boolean isIn(@Nullable Object inner, Object chunk) {
		Object known = inner;
		for (int i = 0; i < MAX_PARENTS && known != null && known != chunk; i++) {
			known = VirtualThreadMeter.parent(known);
		}
		return known == chunk;
	}

	private static long size(Object chunk) {
		int words = VirtualThreadMeter.words(chunk);
		int wordsOfBits = (words + WORDS_FOR_A_WORD_OF_BITS - 1) / WORDS_FOR_A_WORD_OF_BITS;
		return CHUNK_BYTES + (long) WORD_BYTES * (words + wordsOfBits);
	}

}
