package io.logicgraph.memory.profile;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservedWork} and its registry.
 */
class ObservedWorkTests {

	private final ProfileRegistry registry = new ProfileRegistry(2, ProfileRecorder.Factory.NONE);

	@Test
	void observationsWithTheSameNameAndTagsAreOne() {
		ObservedWork quotes = this.registry.observation("requests", Map.of("uri", "/quotes", "method", "GET"));
		assertThat(this.registry.observation("requests", Map.of("method", "GET", "uri", "/quotes"))).isSameAs(quotes);
		quotes.measured(100, 40, Quality.EXACT, null);
		quotes.measured(300, 0, Quality.PARTIAL, new IllegalStateException());
		quotes.late(8);
		assertThat(this.registry.observations())
			.containsExactly(new ObservationSnapshot("requests", Map.of("method", "GET", "uri", "/quotes"), 2, 400L,
					200L, 300L, 300L, 360L, 8, 0, Map.of("java.lang.IllegalStateException", 1L), Quality.PARTIAL));
	}

	@Test
	void thoseWithTheMostBytesComeFirst() {
		this.registry.observation("requests", Map.of("uri", "/small")).measured(100, 0, Quality.EXACT, null);
		this.registry.observation("requests", Map.of("uri", "/large")).measured(200, 0, Quality.EXACT, null);
		assertThat(this.registry.observations()).extracting(ObservationSnapshot::tags)
			.containsExactly(Map.of("uri", "/large"), Map.of("uri", "/small"));
	}

	@Test
	void numberIsBoundedAndTheRestIsShownTogether() {
		for (String uri : List.of("/a", "/b", "/c", "/d")) {
			this.registry.observation("requests", Map.of("uri", uri)).measured(100, 0, Quality.EXACT, null);
		}
		assertThat(this.registry.observations()).hasSize(3).first().satisfies((other) -> {
			assertThat(other.name()).isEqualTo("other");
			assertThat(other.count()).isEqualTo(2);
		});
	}

	@Test
	void resetSetsThemToZero() {
		ObservedWork work = this.registry.observation("requests", Map.of());
		work.measured(100, 0, Quality.EXACT, null);
		this.registry.reset();
		assertThat(work.snapshot().count()).isZero();
		assertThat(work.snapshot().quality()).isNull();
		work.unmeasured(null);
		assertThat(this.registry.observations()).singleElement()
			.satisfies((snapshot) -> assertThat(snapshot.unmeasured()).isEqualTo(1));
	}

}
