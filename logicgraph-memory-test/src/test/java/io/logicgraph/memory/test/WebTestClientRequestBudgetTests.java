package io.logicgraph.memory.test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * {@link AbstractRequestBudgetTests} with {@link WebTestClient} and Spring WebFlux.
 */
@SpringBootTest(classes = RequestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.task.execution.propagate-context=true", "spring.reactor.context-propagation=auto",
				"spring.main.web-application-type=reactive" })
@AutoConfigureWebTestClient
class WebTestClientRequestBudgetTests extends AbstractRequestBudgetTests {

	@Autowired
	private WebTestClient client;

	@Override
	void get(String path) {
		this.client.get().uri(path).exchange().expectStatus().isOk().expectBody(String.class).isEqualTo("done");
	}

}
