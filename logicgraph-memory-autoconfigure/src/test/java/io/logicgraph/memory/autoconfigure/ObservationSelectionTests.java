package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryProperties.Observation}: which observations are measured in each
 * kind of web application.
 */
class ObservationSelectionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SERVLET  |                               | true  | true
			SERVLET  | enabled=false                 | false | false
			SERVLET  | include=http.server.*         | true  | false
			SERVLET  | include=own.work,other        | false | true
			SERVLET  | exclude=http.server.requests  | false | true
			SERVLET  | exclude=own.*                 | true  | false
			REACTIVE |                               | true  | true
			REACTIVE | enabled=false                 | false | false
			REACTIVE | include=http.server.*         | true  | false
			REACTIVE | include=own.work,other        | false | true
			REACTIVE | exclude=http.server.requests  | false | true
			REACTIVE | exclude=own.*                 | true  | false
			""")
	void propertiesSelectTheObservations(WebApplicationType type, String property, boolean request, boolean own)
			throws Exception {
		MeterRegistry meters;
		try (ConfigurableApplicationContext context = start(type, property)) {
			meters = context.getBean(MeterRegistry.class);
			ObservationRegistry observations = context.getBean(ObservationRegistry.class);
			Observation.createNotStarted("own.work", observations).observe(() -> {
			});
			request(context.getEnvironment().getRequiredProperty("local.server.port"), meters);
		}
		// A request is recorded after it was answered, and the end of the context waits.
		assertThat(meters.find("http.server.requests.allocated").summary() != null).isEqualTo(request);
		assertThat(meters.find("own.work.allocated").summary() != null).isEqualTo(own);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String property) {
		SpringApplication application = new SpringApplication(ObservedRequestApplication.class);
		application.setWebApplicationType(type);
		application.setRegisterShutdownHook(false);
		return application.run("--server.port=0", "--spring.reactor.context-propagation=auto",
				"--logicgraph.memory.observation." + ((property != null) ? property : "enabled=true"));
	}

	private static void request(String port, MeterRegistry meters) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/nothing")).build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		Awaitility.await().until(() -> {
			Timer timer = meters.find("http.server.requests").timer();
			return timer != null && timer.count() == 1;
		});
	}

}
