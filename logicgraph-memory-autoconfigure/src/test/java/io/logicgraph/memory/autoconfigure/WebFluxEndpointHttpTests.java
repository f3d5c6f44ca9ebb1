package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests for the endpoint in a reactive web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class WebFluxEndpointHttpTests extends AbstractEndpointHttpTests {

}
