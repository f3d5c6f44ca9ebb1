package io.logicgraph.memory.profile;

import java.util.concurrent.ThreadFactory;

import io.logicgraph.memory.internal.VirtualThreadMeter;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads whose allocated bytes are counted from the first one on, where
 * {@linkplain VirtualThreadMetering virtual threads can be measured}. Others are measured
 * too, from the first scope on that is opened or attached in them, at the cost of one
 * trip through the scheduler's queue.
 * <p>
 * Platform threads of the delegate stay as they are. Thread-safe if the delegate is.
 *
 * @since 0.7.0
 */
public final class MeteredThreadFactory implements ThreadFactory {

	private final ThreadFactory delegate;

	/**
	 * Create a factory.
	 * @param delegate makes the threads, {@code Thread.ofVirtual().factory()} for example
	 */
	public MeteredThreadFactory(ThreadFactory delegate) {
		this.delegate = delegate;
	}

	@Override
	public @Nullable Thread newThread(Runnable task) {
		Thread thread = this.delegate.newThread(task);
		if (thread != null) {
			VirtualThreadMeter.meter(thread);
		}
		return thread;
	}

}
