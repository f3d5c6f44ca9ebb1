package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.health.MemoryHealthIndicator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryHealthAutoConfiguration}.
 */
class MemoryHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class, MemoryHealthAutoConfiguration.class));

	@Test
	void healthIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(MemoryHealthIndicator.class));
	}

	@Test
	void healthThatIsOnLooksAtPoolsAndLiveHeap() {
		this.runner.withPropertyValues("logicgraph.memory.health.enabled=true")
			.run((context) -> assertThat(context.getBean(MemoryHealthIndicator.class).health())
				.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP))
				.satisfies(
						(health) -> assertThat(health.getDetails()).containsOnlyKeys("leaks", "misuse", "liveHeap")));
	}

	@Test
	void healthIsOffWithEverythingElse() {
		this.runner.withPropertyValues("logicgraph.memory.health.enabled=true", "logicgraph.memory.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MemoryHealthIndicator.class));
	}

	@Test
	void applicationStartsWithoutTheModuleOfSpringBoot() {
		this.runner.withPropertyValues("logicgraph.memory.health.enabled=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void unknownProblemFailsTheStartWithThoseThatThereAre() {
		this.runner.withPropertyValues("logicgraph.memory.health.enabled=true", "logicgraph.memory.health.down=leaks")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("MemoryProblem.leaks"));
	}

}
