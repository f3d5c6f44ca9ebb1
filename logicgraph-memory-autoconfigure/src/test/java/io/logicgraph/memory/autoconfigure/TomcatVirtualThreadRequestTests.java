package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.Executor;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what HTTP requests allocate on virtual threads of Tomcat.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class TomcatVirtualThreadRequestTests extends AbstractVirtualThreadRequestTests {

	@Override
	Executor executor(WebServerApplicationContext context) {
		assertThat(context.getWebServer()).isInstanceOf(TomcatWebServer.class);
		TomcatWebServer server = (TomcatWebServer) context.getWebServer();
		return server.getTomcat().getConnector().getProtocolHandler().getExecutor();
	}

	@Override
	String threadNamePrefix() {
		return "tomcat-handler-";
	}

}
