package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.VirtualThreadMetering;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.boot.task.SimpleAsyncTaskExecutorCustomizer;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Lets the virtual threads of Spring Boot's task executor and scheduler be counted from
 * the first byte on.
 */
// Without an order: it comes after an application's own customizers, whose choice holds.
final class MeteredTaskExecutorCustomizer
		implements SimpleAsyncTaskExecutorCustomizer, SimpleAsyncTaskSchedulerCustomizer {

	/**
	 * Field of an executor that is set if it makes virtual threads. There is no public
	 * accessor. If the field is renamed one day, the threads are adopted like all others.
	 */
	private static final String VIRTUAL = "virtualThreadDelegate";

	@Override
	public void customize(SimpleAsyncTaskScheduler scheduler) {
		customize((SimpleAsyncTaskExecutor) scheduler);
	}

	@Override
	public void customize(SimpleAsyncTaskExecutor executor) {
		if (VirtualThreadMetering.isActive() && makesVirtualThreads(executor)) {
			executor.setVirtualThreads(false);
			executor.setThreadFactory(new NamedThreads(executor));
		}
	}

	private static boolean makesVirtualThreads(SimpleAsyncTaskExecutor executor) {
		DirectFieldAccessor fields = new DirectFieldAccessor(executor);
		return fields.isReadableProperty(VIRTUAL) && fields.getPropertyValue(VIRTUAL) != null;
	}

	/**
	 * Names the threads as the executor would.
	 */
	private static final class NamedThreads implements ThreadFactory {

		private final ThreadFactory threads = new MeteredThreadFactory(
				new VirtualThreadTaskExecutor().getVirtualThreadFactory());

		private final AtomicLong count = new AtomicLong();

		private final SimpleAsyncTaskExecutor executor;

		NamedThreads(SimpleAsyncTaskExecutor executor) {
			this.executor = executor;
		}

		@Override
		public Thread newThread(Runnable task) {
			Thread thread = this.threads.newThread(task);
			thread.setName(this.executor.getThreadNamePrefix() + this.count.incrementAndGet());
			return thread;
		}

	}

}
