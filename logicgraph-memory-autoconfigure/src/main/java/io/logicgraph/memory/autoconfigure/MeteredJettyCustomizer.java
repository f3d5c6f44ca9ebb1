package io.logicgraph.memory.autoconfigure;

import java.util.Objects;

import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Lets the virtual threads that Spring Boot gives to Jetty be counted from the first byte
 * on.
 */
final class MeteredJettyCustomizer implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	/**
	 * Directly after Spring Boot's JettyVirtualThreadsWebServerFactoryCustomizer, whose
	 * pool is the one that is found, and before an application's own customizers, which
	 * replace it.
	 */
	private static final int ORDER = 2;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(JettyWebServerFactory factory) {
		if (VirtualThreadMetering.isActive() && factory.getThreadPool() instanceof VirtualThreadPool pool
				&& pool.getVirtualThreadsExecutor() == null) {
			MeteredThreadFactory threads = new MeteredThreadFactory(
					new VirtualThreadTaskExecutor(pool.getName()).getVirtualThreadFactory());
			pool.setVirtualThreadsExecutor((task) -> Objects.requireNonNull(threads.newThread(task)).start());
		}
	}

}
