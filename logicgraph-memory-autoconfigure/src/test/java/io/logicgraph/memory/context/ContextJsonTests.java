package io.logicgraph.memory.context;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Context} as JSON.
 */
class ContextJsonTests {

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Test
	void isWrittenAsAnObject() {
		Context context = new Context().set("delay", 190).set("origin", null).set("tags", List.of("a", "b"));
		assertThat(this.mapper.readTree(this.mapper.writeValueAsString(context)))
			.isEqualTo(this.mapper.readTree("{\"delay\":190,\"origin\":null,\"tags\":[\"a\",\"b\"]}"));
	}

	@Test
	void isReadFromAnObject() {
		Context context = this.mapper.readValue("{\"delay\":190,\"origin\":null,\"route\":{\"from\":\"SAT\"}}",
				Context.class);
		assertThat(context.size()).isEqualTo(3);
		assertThat(context.get("delay", Integer.class)).isEqualTo(190);
		assertThat(context.contains("origin")).isTrue();
		assertThat(context.get("route")).isEqualTo(Map.of("from", "SAT"));
	}

	@Test
	void emptyContextSurvivesTheRoundTrip() {
		String json = this.mapper.writeValueAsString(new Context());
		assertThat(json).isEqualTo("{}");
		assertThat(this.mapper.readValue(json, Context.class).isEmpty()).isTrue();
	}

	@Test
	void arrayIsRefused() {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.mapper.readValue("[1]", Context.class));
	}

}
