package com.acme;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

@Profile("rules")
@Configuration(proxyBeanMethods = false)
class EndpointSecurity {

	// docs/guide.md: rules for endpoints

	@Bean
	SecurityFilterChain service(HttpSecurity http) {
		return http.securityMatcher("/block", "/large").build();
	}

}
