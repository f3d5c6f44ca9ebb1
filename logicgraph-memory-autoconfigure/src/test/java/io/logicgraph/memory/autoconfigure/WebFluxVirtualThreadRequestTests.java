package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.Executor;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.test.context.TestPropertySource;

/**
 * Tests of what HTTP requests allocate on the virtual threads that WebFlux calls blocking
 * controllers on.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class WebFluxVirtualThreadRequestTests extends AbstractVirtualThreadRequestTests {

	@Override
	Executor executor(WebServerApplicationContext context) {
		return context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
	}

	@Override
	String threadNamePrefix() {
		return "task-";
	}

}
