package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.internal.ProfileScope;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryContextPropagationAutoConfiguration}.
 */
class MemoryContextPropagationAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoryContextPropagationAutoConfiguration.class));

	@Test
	void registersTheAccessorWhereTheServiceLoaderDidNotFindIt() {
		ContextRegistry registry = ContextRegistry.getInstance();
		registry.removeThreadLocalAccessor(ProfileScope.CONTEXT_KEY);
		this.runner.run((context) -> assertThat(accessors(registry)).isOne());
	}

	@Test
	void registersItOnce() {
		ContextRegistry registry = ContextRegistry.getInstance();
		this.runner.run((context) -> {
		});
		this.runner.withPropertyValues("spring.main.lazy-initialization=true")
			.run((context) -> assertThat(accessors(registry)).isOne());
	}

	@Test
	void backsOffWithoutContextPropagation() {
		this.runner.withClassLoader(new FilteredClassLoader(ContextRegistry.class))
			.run((context) -> assertThat(context).doesNotHaveBean(MemoryContextPropagationAutoConfiguration.class));
	}

	private static long accessors(ContextRegistry registry) {
		return registry.getThreadLocalAccessors()
			.stream()
			.filter((accessor) -> accessor.key().equals(ProfileScope.CONTEXT_KEY))
			.count();
	}

}
