package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE shows of the properties.
 */
class PropertyMetadataTests {

	private static final Set<String> WITH_RANGE = Set.of("java.lang.Integer", "java.time.Duration",
			Percentage.class.getName());

	@Test
	void everyGroupAndPropertyHasADescription() {
		assertThat(items("groups")).isNotEmpty().allSatisfy(PropertyMetadataTests::assertThatItIsDescribed);
		assertThat(items("properties")).isNotEmpty().allSatisfy(PropertyMetadataTests::assertThatItIsDescribed);
	}

	@Test
	void descriptionsOfNumbersAndDurationsGiveTheRange() {
		assertThat(items("properties"))
			.filteredOn((property) -> property.path("name").asString().startsWith(MemoryProperties.PREFIX)
					&& WITH_RANGE.contains(property.path("type").asString()))
			.hasSizeGreaterThan(8)
			.allSatisfy((property) -> assertThat(property.path("description").asString())
				.as(property.path("name").asString())
				.containsPattern("from \\S+ |from the initial capacity|up to 36500\\s+days|1 or more"));
	}

	@Test
	void listsAndLevelsHaveValuesToChooseFrom() {
		assertThat(items("hints")).allSatisfy((hint) -> assertThat(hint.path("values")).isNotEmpty());
		assertThat(items("hints")).extracting((hint) -> hint.path("name").asString())
			.contains("logicgraph.memory.observation.include", "logicgraph.memory.observation.exclude",
					"logicgraph.memory.profiled.include", "logicgraph.memory.profiled.exclude",
					"logicgraph.memory.pool.leak-detection.level");
	}

	private static void assertThatItIsDescribed(JsonNode item) {
		assertThat(item.path("description").asString("")).as(item.path("name").asString()).endsWith(".");
	}

	private static List<JsonNode> items(String kind) {
		try (InputStream in = MemoryProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode items = new JsonMapper().readTree(in).path(kind);
			return StreamSupport.stream(items.spliterator(), false).toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
