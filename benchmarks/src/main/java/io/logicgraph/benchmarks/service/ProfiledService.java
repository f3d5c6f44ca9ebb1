package io.logicgraph.benchmarks.service;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A web service with a thousand profiled methods, and how long its endpoint takes to tell
 * of them over HTTP.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ProfiledService {

	private static final int PROFILES = 1000;

	private static final int WARM_UP = 3000;

	private static final int REQUESTS = 500;

	private ProfiledService() {
	}

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(ProfiledService.class, args)) {
			ProfileRegistry profiles = context.getBean(ProfileRegistry.class);
			for (int i = 0; i < PROFILES; i++) {
				profiles.profile(new ProfileId("Service%d.call".formatted(i), "Service" + i, "call"))
					.measured(1024, 0, Quality.EXACT, null);
			}
			String port = context.getEnvironment().getProperty("local.server.port");
			measure(URI.create("http://localhost:%s/actuator/logicgraph-memory".formatted(port)));
		}
	}

	private static void measure(URI endpoint) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(endpoint).build();
		long[] nanos = new long[REQUESTS];
		int length = 0;
		for (int i = -WARM_UP; i < REQUESTS; i++) {
			long start = System.nanoTime();
			HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
			nanos[Math.max(i, 0)] = System.nanoTime() - start;
			if (response.statusCode() != 200) {
				throw new IllegalStateException("%s: %s".formatted(response, response.body()));
			}
			length = response.body().length();
		}
		Arrays.sort(nanos);
		System.out.println("endpoint-chars=" + length);
		System.out.println("endpoint-median-nanos=" + nanos[REQUESTS / 2]);
		System.out.println("endpoint-p99-nanos=" + nanos[REQUESTS * 99 / 100]);
	}

}
