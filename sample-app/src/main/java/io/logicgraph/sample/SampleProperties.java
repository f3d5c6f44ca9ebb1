package io.logicgraph.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * Settings of the sample service.
 *
 * @param graph JSON file of the logic graph
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("classpath:flight-graph.json") Resource graph) {

}
