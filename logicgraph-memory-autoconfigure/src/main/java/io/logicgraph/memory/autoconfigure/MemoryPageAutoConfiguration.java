package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpointWebExtension;
import io.logicgraph.memory.actuate.endpoint.MemoryPage;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the page that a browser shows at
 * the {@link LogicGraphMemoryEndpoint}.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryEndpointAutoConfiguration.class,
		afterName = "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class, EndpointMapping.class })
@ConditionalOnBean({ LogicGraphMemoryEndpoint.class, WebEndpointProperties.class })
@ConditionalOnAvailableEndpoint(endpoint = LogicGraphMemoryEndpoint.class, exposure = EndpointExposure.WEB)
public final class MemoryPageAutoConfiguration {

	@Bean
	@ImportRuntimeHints(PageRuntimeHints.class)
	MemoryPage logicGraphMemoryPage(ObjectProvider<PathMapper> pathMappers, WebEndpointProperties properties,
			ObjectProvider<EndpointAccessResolver> accessResolver) {
		EndpointAccessResolver resolver = accessResolver.getIfAvailable();
		return new MemoryPage(endpointPath(pathMappers, properties), (resolver != null)
				? resolver.accessFor(MemoryEndpointAutoConfiguration.ID, Access.UNRESTRICTED) : Access.UNRESTRICTED);
	}

	@Bean
	@ConditionalOnMissingBean
	LogicGraphMemoryEndpointWebExtension logicGraphMemoryEndpointWebExtension(LogicGraphMemoryEndpoint endpoint,
			MemoryPage logicGraphMemoryPage) {
		return new LogicGraphMemoryEndpointWebExtension(endpoint, logicGraphMemoryPage);
	}

	@Bean
	PageHeaders logicGraphMemoryPageHeaders(MemoryPage logicGraphMemoryPage, ObjectProvider<PathMapper> pathMappers,
			WebEndpointProperties properties) {
		return new PageHeaders(logicGraphMemoryPage, endpointPath(pathMappers, properties));
	}

	private static String endpointPath(ObjectProvider<PathMapper> pathMappers, WebEndpointProperties properties) {
		String rootPath = PathMapper.getRootPath(pathMappers.orderedStream().toList(),
				MemoryEndpointAutoConfiguration.ID);
		return new EndpointMapping(properties.getBasePath()).createSubPath(rootPath);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(MappedInterceptor.class)
	static class WebMvcConfiguration {

		/**
		 * Spring MVC finds it from the context of a management port of its own, too.
		 */
		@Bean
		MappedInterceptor logicGraphMemoryPageInterceptor(PageHeaders logicGraphMemoryPageHeaders) {
			return new MappedInterceptor(logicGraphMemoryPageHeaders.patterns(),
					new PageHeadersInterceptor(logicGraphMemoryPageHeaders));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class WebFluxConfiguration {

		@Bean
		PageHeadersWebFilter logicGraphMemoryPageWebFilter(PageHeaders logicGraphMemoryPageHeaders) {
			return new PageHeadersWebFilter(logicGraphMemoryPageHeaders);
		}

	}

	static class PageRuntimeHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/logicgraph/memory/actuate/endpoint/page/*");
		}

	}

}
