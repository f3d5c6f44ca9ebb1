package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Random requests in a servlet web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class WebMvcEndpointFuzzTests extends AbstractEndpointFuzzTests {

}
