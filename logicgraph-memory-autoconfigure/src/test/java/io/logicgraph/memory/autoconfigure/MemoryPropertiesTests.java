package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link MemoryProperties}: what a wrong value makes of a start, and what an
 * editor is told of each property.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryPropertiesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					pool.max-pooled               | 0       | Must be a number from 1 to 1000000.
					pool.max-pooled               | 1000001 | Must be a number from 1 to 1000000.
					pool.initial-capacity         | 0       | Must be a number from 1 to 16777216.
					pool.initial-capacity         | 16777217 | Must be a number from 1 to 16777216.
					pool.min-idle                 | -1      | Must be a number from 0 to 100, which is the value of 'logicgraph.memory.pool.max-pooled'. Lower this one or raise that one.
					pool.min-idle                 | 101     | Must be a number from 0 to 100, which is the value of 'logicgraph.memory.pool.max-pooled'. Lower this one or raise that one.
					pool.max-retained-capacity    | 15      | Must be a number from 16, which is the value of 'logicgraph.memory.pool.initial-capacity', to 16777216.
					pool.max-retained-capacity    | 16777217 | Must be a number from 16, which is the value of 'logicgraph.memory.pool.initial-capacity', to 16777216.
					pool.idle-timeout             | -1s     | Must be a duration from 0 to 36500 days. Write for example '5m', or '0' for never.
					pool.idle-timeout             | 40000d  | Must be a duration from 0 to 36500 days. Write for example '5m', or '0' for never.
					pool.leak-detection.threshold | 0       | Must be a duration longer than 0, up to 36500 days. Write for example '60s'.
					pool.leak-detection.threshold | 40000d  | Must be a duration longer than 0, up to 36500 days. Write for example '60s'.
					live-heap.window              | 0       | Must be a duration longer than 0, up to 36500 days. Write for example '60s'.
					profiled.max-profiles         | 0       | Must be a number from 1 to 2147483647.
					profiled.include              | a b     | Must be a package, a class, the name of a bean or an AspectJ expression. Write for example
					profiled.include[0]           | a..b    | Must not have two dots in a row outside of an AspectJ expression.
					profiled.include              | execution(load()) | Must be a valid AspectJ expression of execution, within, @within and @annotation
					profiled.exclude[0]           | args(String) | Must be a valid AspectJ expression of execution, within, @within and @annotation
					monitor.interval              | 0       | Must be a duration longer than 0, up to 36500 days. Write for example '60s'.
					monitor.interval              | -5s     | Must be a duration longer than 0, up to 36500 days. Write for example '60s'.
					""")
	void valueOutOfRangeFailsTheStartWithKeyValueAndReason(String key, String value, String reason,
			CapturedOutput output) {
		startUp(key, value);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '%s' for configuration property 'logicgraph.memory.%s'".formatted(value, key))
			.contains("originating from")
			.contains(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			pool.max-pooled               | many   | Write a whole number, for example '100'.
			pool.idle-timeout             | soon   | Write a duration, for example '60s', '5m' or 'PT5M'.
			enabled                       | maybe  | Write 'true' or 'false'.
			metrics.enabled               | maybe  | Write 'true' or 'false'.
			profiled.enabled              | maybe  | Write 'true' or 'false'.
			observation.enabled           | maybe  | Write 'true' or 'false'.
			live-heap.enabled             | maybe  | Write 'true' or 'false'.
			monitor.enabled               | maybe  | Write 'true' or 'false'.
			pool.enabled                  | maybe  | Write 'true' or 'false'.
			pool.track-stats              | maybe  | Write 'true' or 'false'.
			pool.leak-detection.level     | some   | Write one of 'disabled', 'sampled', 'full'.
			pool.leak-detection.threshold | 1x     | Write a duration, for example '60s', '5m' or 'PT5M'.
			profiled.max-profiles         | many   | Write a whole number, for example '100'.
			monitor.interval              | often  | Write a duration, for example '60s', '5m' or 'PT5M'.
			monitor.low-reuse-threshold   | half   | Write a percentage from 0% to 100%, for example '50%'.
			monitor.low-reuse-threshold   | 101%   | Write a percentage from 0% to 100%, for example '50%'.
			""")
	void valueOfTheWrongTypeFailsTheStartWithKeyValueAndWhatToWrite(String key, String value, String action,
			CapturedOutput output) {
		startUp(key, value);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("logicgraph.memory." + key)
			.contains("\"" + value + "\"")
			.contains(action);
	}

	@ParameterizedTest
	@ValueSource(strings = { "profiled.include", "profiled.exclude", "observation.include", "observation.exclude" })
	void tooManyPatternsFailTheStart(String key, CapturedOutput output) {
		Map<String, Object> list = new HashMap<>();
		for (int i = 0; i <= 100; i++) {
			list.put("logicgraph.memory.%s[%d]".formatted(key, i), "pattern" + i);
		}
		startUp(list);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Invalid value 'pattern100' for configuration property 'logicgraph.memory.%s[100]'".formatted(key))
			.contains("Must be at most 100 patterns, but there are 101. Use wildcards.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "profiled.include", "profiled.exclude", "observation.include", "observation.exclude" })
	void emptyPatternFailsTheStart(String key, CapturedOutput output) {
		startUp(Map.of("logicgraph.memory." + key + "[0]", "http", "logicgraph.memory." + key + "[1]", " "));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("for configuration property 'logicgraph.memory.%s[1]'".formatted(key))
			.contains("Must not be empty. Remove it or write for example");
	}

	@Test
	void thresholdMayBeWrittenAsANumber() {
		for (Object value : List.of("75%", "75", 75, 75.0)) {
			MemoryProperties properties = bind(Map.of("logicgraph.memory.monitor.low-reuse-threshold", value));
			assertThat(properties.getMonitor().getLowReuseThreshold()).isEqualTo(new Percentage(75));
		}
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			List<JsonNode> properties = new JsonMapper().readTree(metadata).get("properties").valueStream().toList();
			assertThat(properties).hasSizeGreaterThan(15);
			assertThat(properties).allSatisfy((property) -> {
				assertThat(property.path("description").asString("")).as(property.toString()).endsWith(".");
				assertThat(property.get("name").asString())
					.startsWith(property.get("name").asString().startsWith("management")
							? "management.endpoint.logicgraph-memory" : "logicgraph.memory.");
			});
		}
	}

	@Test
	void everyPropertyWithAFixedDefaultTellsIt() throws IOException {
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			List<String> withoutDefault = new JsonMapper().readTree(metadata)
				.get("properties")
				.valueStream()
				.filter((property) -> !property.has("defaultValue"))
				.map((property) -> property.get("name").asString())
				.toList();
			assertThat(withoutDefault).containsExactlyInAnyOrder("logicgraph.memory.observation.exclude",
					"logicgraph.memory.pool.max-retained-capacity", "logicgraph.memory.profiled.exclude",
					"logicgraph.memory.profiled.include");
		}
	}

	private static MemoryProperties bind(Map<String, Object> values) {
		return new Binder(new MapConfigurationPropertySource(values))
			.bind(MemoryProperties.PREFIX, Bindable.of(MemoryProperties.class))
			.get();
	}

	private static void startUp(String key, String value) {
		startUp(Collections.singletonMap("logicgraph.memory." + key, value));
	}

	private static void startUp(Map<String, Object> properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		assertThatException().isThrownBy(application::run);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
			MemoryProfiledAutoConfiguration.class, MemoryMetersAutoConfiguration.class,
			MemoryObservationAutoConfiguration.class })
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
