package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests for the endpoint in a servlet web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class WebMvcEndpointHttpTests extends AbstractEndpointHttpTests {

}
