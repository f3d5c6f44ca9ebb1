package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Random requests in a servlet web application with a management port and paths of its
 * own.
 */
@TestPropertySource(properties = { "spring.main.web-application-type=servlet", "test.path=/manage/ops/mem",
		"management.server.port=0", "management.server.base-path=/manage", "management.endpoints.web.base-path=/ops",
		"management.endpoints.web.path-mapping.logicgraph-memory=mem" })
class WebMvcManagementPortFuzzTests extends AbstractEndpointFuzzTests {

}
