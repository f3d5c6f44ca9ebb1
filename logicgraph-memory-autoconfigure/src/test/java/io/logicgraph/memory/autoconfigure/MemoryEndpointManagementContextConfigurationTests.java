package io.logicgraph.memory.autoconfigure;

import org.assertj.core.api.AssertProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.servlet.filter.OrderedFormContentFilter;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssert;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryEndpointManagementContextConfiguration}.
 */
class MemoryEndpointManagementContextConfigurationTests {

	private static final String BEAN = "logicGraphMemoryContentTypeFilter";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(EndpointAutoConfiguration.class,
			WebEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class, MemoryAutoConfiguration.class,
			MemoryEndpointAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withConfiguration(
				AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory");

	@Test
	void filterIsMappedToTheEndpoint() {
		this.contextRunner.run((context) -> {
			FilterRegistrationBean<?> registration = registration(context);
			assertThat(registration.getUrlPatterns()).containsExactly("/actuator/logicgraph-memory/*");
			assertThat(registration.getOrder()).isLessThan(OrderedFormContentFilter.DEFAULT_ORDER);
		});
	}

	@Test
	void filterIsMappedToThePathsOfTheUser() {
		this.contextRunner
			.withPropertyValues("spring.mvc.servlet.path=/mvc", "management.endpoints.web.base-path=/",
					"management.endpoints.web.path-mapping.logicgraph-memory=mem")
			.run((context) -> assertThat(registration(context).getUrlPatterns()).containsExactly("/mvc/mem/*"));
	}

	@Test
	void filterIsLeftOutWhenTheEndpointIsNotExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=info")
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWhenTheEndpointIsExposedThroughJmxOnly() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=info", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=logicgraph-memory")
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWhenTheEndpointCannotBeAccessed() {
		this.contextRunner.withPropertyValues("management.endpoint.logicgraph-memory.access=NONE")
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWhenDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false")
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWithoutSpringMvc() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory")
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class, DispatcherServletPath.class))
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWithWebFlux() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory")
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	@Test
	void filterIsLeftOutWithoutTheServletApi() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=logicgraph-memory")
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.boot.webmvc",
					"org.springframework.web.servlet", "org.springframework.boot.servlet"))
			.run(MemoryEndpointManagementContextConfigurationTests::assertThatThereIsNoFilter);
	}

	private static FilterRegistrationBean<?> registration(ApplicationContext context) {
		return (FilterRegistrationBean<?>) context.getBean(BEAN);
	}

	private static void assertThatThereIsNoFilter(AssertProvider<? extends ApplicationContextAssert<?>> context) {
		assertThat(context).hasNotFailed().doesNotHaveBean(BEAN);
	}

}
