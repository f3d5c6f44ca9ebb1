package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Random requests in a reactive web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class WebFluxEndpointFuzzTests extends AbstractEndpointFuzzTests {

}
