package io.logicgraph.memory.autoconfigure;

import java.util.Map;

import io.logicgraph.memory.actuate.info.MemoryInfoContributor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryInfoAutoConfiguration} and {@link MemoryInfoContributor}.
 */
class MemoryInfoAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class, MemoryInfoAutoConfiguration.class));

	@Test
	void infoIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(MemoryInfoContributor.class));
	}

	@Test
	void infoThatIsOnShowsWhatIsMeasuredAndWhere() {
		this.runner
			.withPropertyValues("logicgraph.memory.info.enabled=true", "logicgraph.memory.profiled.enabled=false")
			.run((context) -> {
				JsonNode info = infoOf(context.getBean(MemoryInfoContributor.class));
				assertThat(info.at("/logicgraphMemory/enabled").toString()).isEqualTo(
						"{\"pool\":true,\"profiled\":false,\"observation\":true,\"metrics\":true,\"live-heap\":true}");
				assertThat(info.at("/logicgraphMemory/allocationCounter/platformThreads/available").asBoolean())
					.isTrue();
				assertThat(info.at("/logicgraphMemory/following/tasks/followed").asBoolean()).isFalse();
				assertThat(info.at("/logicgraphMemory/following/tasks/reason").asString())
					.contains("spring.task.execution.propagate-context");
			});
	}

	@Test
	void infoIsOffWithEverythingElse() {
		this.runner.withPropertyValues("logicgraph.memory.info.enabled=true", "logicgraph.memory.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MemoryInfoContributor.class));
	}

	@Test
	void applicationStartsWithoutTheActuator() {
		this.runner.withPropertyValues("logicgraph.memory.info.enabled=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static JsonNode infoOf(MemoryInfoContributor contributor) {
		Info.Builder builder = new Info.Builder();
		contributor.contribute(builder);
		Map<String, Object> details = builder.build().getDetails();
		return new JsonMapper().valueToTree(details);
	}

}
