package io.logicgraph.sample.flight;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Rules for all requests to {@link FlightController}.
 */
@Configuration(proxyBeanMethods = false)
class FlightWebConfiguration implements WebMvcConfigurer {

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new JsonBodyInterceptor()).addPathPatterns("/flights/**");
	}

}
