package io.logicgraph.memory.test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.TestRestTemplate;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureTestRestTemplate;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link AbstractRequestBudgetTests} with {@link TestRestTemplate} and Tomcat.
 */
@SpringBootTest(classes = RequestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.task.execution.propagate-context=true", "spring.main.web-application-type=servlet" })
@AutoConfigureTestRestTemplate
class TestRestTemplateRequestBudgetTests extends AbstractRequestBudgetTests {

	@Autowired
	private TestRestTemplate client;

	@Override
	void get(String path) {
		assertThat(this.client.getForEntity(path, String.class).getStatusCode().value()).isEqualTo(200);
	}

}
