package io.logicgraph.memory.autoconfigure;

import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.servlet.filter.OrderedFormContentFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;

/**
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} for the
 * {@link LogicGraphMemoryEndpoint} with Spring MVC.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
@ConditionalOnBooleanProperty(name = "logicgraph.memory.enabled", matchIfMissing = true)
@ConditionalOnBean(DispatcherServletPath.class)
@ConditionalOnAvailableEndpoint(endpoint = LogicGraphMemoryEndpoint.class, exposure = EndpointExposure.WEB)
final class MemoryEndpointManagementContextConfiguration {

	/**
	 * Puts the path together from its parts: to ask the endpoints for it would create all
	 * of them while the server starts. The parameters have the names of the beans, where
	 * these have a name to write, so that no bean is looked for by its type.
	 */
	@Bean
	FilterRegistrationBean<EndpointContentTypeFilter> logicGraphMemoryContentTypeFilter(
			EndpointMediaTypes endpointMediaTypes, WebEndpointProperties properties,
			ObjectProvider<PathMapper> pathMappers, DispatcherServletPath dispatcherServletRegistration) {
		FilterRegistrationBean<EndpointContentTypeFilter> registration = new FilterRegistrationBean<>(
				new EndpointContentTypeFilter(endpointMediaTypes.getConsumed()));
		String path = PathMapper.getRootPath(pathMappers.orderedStream().toList(), MemoryEndpointAutoConfiguration.ID);
		registration.addUrlPatterns(dispatcherServletRegistration.getPrefix()
				+ new EndpointMapping(properties.getBasePath()).createSubPath(path) + "/*");
		// Before the first filter that acts on the content type.
		registration.setOrder(OrderedFormContentFilter.DEFAULT_ORDER - 1);
		return registration;
	}

}
