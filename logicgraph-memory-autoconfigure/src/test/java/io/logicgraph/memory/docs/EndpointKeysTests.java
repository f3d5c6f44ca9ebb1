package io.logicgraph.memory.docs;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.logicgraph.memory.actuate.endpoint.LeakDescriptor;
import io.logicgraph.memory.actuate.endpoint.MemoryReportDescriptor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the reference's table of the endpoint's keys to what the endpoint answers with.
 */
class EndpointKeysTests {

	private static final Path REFERENCE = Path.of("../docs/reference.md");

	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$",
			Pattern.MULTILINE);

	@Test
	void everyKeyOfTheEndpointHasItsUnitAndMeaningInTheReference() throws IOException {
		String table = Files.readString(REFERENCE).split("### Keys\n")[1].split("\n## ")[0];
		List<String> documented = ROW.matcher(table).results().map((row) -> row.group(1)).toList();
		List<String> answered = Stream
			.concat(keys("", MemoryReportDescriptor.class), keys("leaks[].", LeakDescriptor.class))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(answered);
	}

	private static Stream<String> keys(String prefix, Class<?> descriptor) {
		return Stream.of(descriptor.getRecordComponents()).flatMap((component) -> keys(prefix, component));
	}

	private static Stream<String> keys(String prefix, RecordComponent component) {
		Class<?> type = component.getType();
		String key = prefix + component.getName();
		if (type.isRecord()) {
			return keys(key + ".", type);
		}
		if (component.getGenericType() instanceof ParameterizedType generic) {
			Type[] arguments = generic.getActualTypeArguments();
			Type element = arguments[arguments.length - 1];
			if (element instanceof Class<?> nested && nested.isRecord()) {
				return keys(key + (Map.class.isAssignableFrom(type) ? ".{name}." : "[]."), nested);
			}
		}
		return Stream.of(key);
	}

}
