package io.logicgraph.memory.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
			SERVLET  |                                                         | true  | false
			SERVLET  | enabled=false                                           | false | false
			SERVLET  | include=*                                               | true  | true
			SERVLET  | include=http.server.*                                   | true  | false
			SERVLET  | include=own.work,other                                  | false | true
			SERVLET  | exclude=http.server.requests                            | false | false
			SERVLET  | include=* --logicgraph.memory.observation.exclude=own.* | true  | false
			REACTIVE |                                                         | true  | false
			REACTIVE | enabled=false                                           | false | false
			REACTIVE | include=*                                               | true  | true
			REACTIVE | include=http.server.*                                   | true  | false
			REACTIVE | include=own.work,other                                  | false | true
			REACTIVE | exclude=http.server.requests                            | false | false
			REACTIVE | include=* --logicgraph.memory.observation.exclude=own.* | true  | false
			""")
	void propertiesSelectTheObservations(WebApplicationType type, String property, boolean request, boolean own)
			throws Exception {
		Set<String> names = ConcurrentHashMap.newKeySet();
		try (ConfigurableApplicationContext context = start(type, property)) {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			meters.config().onMeterAdded((meter) -> names.add(meter.getId().getName()));
			ObservationRegistry observations = context.getBean(ObservationRegistry.class);
			Observation.createNotStarted("own.work", observations).observe(() -> {
			});
			request(context.getEnvironment().getRequiredProperty("local.server.port"), meters);
		}
		// A request is recorded after it was answered, and the end of the context waits.
		assertThat(names.contains("http.server.requests.allocated")).isEqualTo(request);
		assertThat(names.contains("own.work.allocated")).isEqualTo(own);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String property) {
		SpringApplication application = new SpringApplication(ObservedRequestApplication.class);
		application.setWebApplicationType(type);
		application.setRegisterShutdownHook(false);
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--spring.reactor.context-propagation=auto"));
		if (property != null) {
			arguments.addAll(List.of(("--logicgraph.memory.observation." + property).split(" ")));
		}
		return application.run(arguments.toArray(String[]::new));
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
