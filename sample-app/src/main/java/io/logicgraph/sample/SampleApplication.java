package io.logicgraph.sample;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.sample.flight.FlightFunctions;
import io.logicgraph.sample.graph.GraphLoader;
import io.logicgraph.sample.graph.LogicGraph;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * Assesses delayed flights with a logic graph, and shows where the memory goes.
 */
@SpringBootApplication
@EnableAsync
@EnableConfigurationProperties(SampleProperties.class)
public class SampleApplication {

	/**
	 * Start the service.
	 * @param args Spring Boot's usual arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@Bean
	LogicGraph flightGraph(SampleProperties properties) {
		LogicGraph graph = new GraphLoader(FlightFunctions.class).load(properties.graph());
		MemoryMetrics.global().recordGraphAllocation();
		return graph;
	}

}
