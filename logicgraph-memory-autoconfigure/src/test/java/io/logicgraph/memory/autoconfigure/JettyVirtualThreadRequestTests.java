package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.Executor;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what HTTP requests allocate on virtual threads of Jetty.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@TestPropertySource(properties = { "spring.main.web-application-type=servlet",
		"spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration" })
@Import(JettyServletWebServerAutoConfiguration.class)
class JettyVirtualThreadRequestTests extends AbstractVirtualThreadRequestTests {

	@Override
	Executor executor(WebServerApplicationContext context) {
		assertThat(context.getWebServer()).isInstanceOf(JettyWebServer.class);
		return ((JettyWebServer) context.getWebServer()).getServer().getThreadPool();
	}

	@Override
	String threadNamePrefix() {
		return "jetty-";
	}

}
