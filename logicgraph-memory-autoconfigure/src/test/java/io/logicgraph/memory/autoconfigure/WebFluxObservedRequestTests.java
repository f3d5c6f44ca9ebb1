package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests of what HTTP requests allocate in a reactive web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class WebFluxObservedRequestTests extends AbstractObservedRequestTests {

}
