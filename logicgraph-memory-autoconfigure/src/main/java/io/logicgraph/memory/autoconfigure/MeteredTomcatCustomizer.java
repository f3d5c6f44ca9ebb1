package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

import io.logicgraph.memory.profile.MeteredThreadFactory;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.apache.coyote.ProtocolHandler;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Lets the virtual threads that Spring Boot gives to Tomcat be counted from the first
 * byte on.
 */
final class MeteredTomcatCustomizer implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	/**
	 * Directly after Spring Boot's TomcatVirtualThreadsWebServerFactoryCustomizer, whose
	 * executor is the one that is found, and before an application's own customizers,
	 * which replace it.
	 */
	private static final int ORDER = 2;

	/**
	 * The one that Spring Boot gives.
	 */
	private static final String THREAD_NAME_PREFIX = "tomcat-handler-";

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		if (VirtualThreadMetering.isActive()) {
			factory.addProtocolHandlerCustomizers(MeteredTomcatCustomizer::meter);
		}
	}

	private static void meter(ProtocolHandler handler) {
		if (handler.getExecutor() instanceof VirtualThreadExecutor) {
			handler.setExecutor(new MeteredExecutor());
		}
	}

	/**
	 * Differs from its parent in what makes the threads.
	 */
	private static final class MeteredExecutor extends VirtualThreadExecutor {

		private final ThreadFactory threads = new MeteredThreadFactory(
				new VirtualThreadTaskExecutor(THREAD_NAME_PREFIX).getVirtualThreadFactory());

		MeteredExecutor() {
			super(THREAD_NAME_PREFIX);
		}

		@Override
		public void execute(Runnable command) {
			if (isShutdown()) {
				throw new RejectedExecutionException("Tomcat's executor is shut down");
			}
			this.threads.newThread(command).start();
		}

	}

}
