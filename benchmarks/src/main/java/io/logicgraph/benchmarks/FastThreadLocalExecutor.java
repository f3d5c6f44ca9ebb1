package io.logicgraph.benchmarks;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Runs benchmarks on Netty's own threads. JMH creates it by name.
 */
public final class FastThreadLocalExecutor extends ThreadPoolExecutor {

	/**
	 * Create an executor.
	 * @param threads number of threads
	 * @param prefix prefix of their names
	 */
	public FastThreadLocalExecutor(int threads, String prefix) {
		super(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix));
	}

}
