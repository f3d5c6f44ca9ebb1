package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Random requests in a reactive web application with a management port and paths of its
 * own. Tomcat's is one of two auto-configurations for a reactive server on the class
 * path.
 */
@TestPropertySource(properties = { "spring.main.web-application-type=reactive", "test.path=/manage/ops/mem",
		"management.server.port=0", "management.server.base-path=/manage", "management.endpoints.web.base-path=/ops",
		"management.endpoints.web.path-mapping.logicgraph-memory=mem",
		"spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration" })
class WebFluxManagementPortFuzzTests extends AbstractEndpointFuzzTests {

}
