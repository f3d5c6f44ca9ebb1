package io.logicgraph.memory.autoconfigure;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests of what HTTP requests allocate in a servlet web application.
 */
@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class WebMvcObservedRequestTests extends AbstractObservedRequestTests {

}
