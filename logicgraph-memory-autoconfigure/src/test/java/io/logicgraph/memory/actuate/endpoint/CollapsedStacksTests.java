package io.logicgraph.memory.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

import io.logicgraph.memory.profile.AllocationSites;
import io.logicgraph.memory.profile.AllocationSites.Site;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CollapsedStacks}.
 */
class CollapsedStacksTests {

	@Test
	void lineHasTheWorkThenTheFramesFromTheOutermostThenTheClass() {
		assertThat(lines(new Site("Quotes.quote", "http.server.requests {method=GET, uri=/quotes}", "byte[]",
				List.of("java.lang.String.<init>:5", "com.acme.Quotes.quote:17", "java.lang.Thread.run"), 4096, 2,
				0.5)))
			.isEqualTo("http.server.requests {method=GET, uri=/quotes};Quotes.quote;java.lang.Thread.run;"
					+ "com.acme.Quotes.quote:17;java.lang.String.<init>:5;byte[] 4096\n");
	}

	@Test
	void whatIsUnknownIsLeftOut() {
		assertThat(lines(new Site(null, null, "byte[]", List.of(), 16, 1, 1),
				new Site("Quotes.quote", null, "int[]", List.of("com.acme.Quotes.quote:17"), 8, 1, 1)))
			.isEqualTo("byte[] 16\nQuotes.quote;com.acme.Quotes.quote:17;int[] 8\n");
	}

	@Test
	void noSitesAreAnEmptyText() {
		assertThat(lines()).isEmpty();
	}

	@Test
	void nameEndsNeitherAFrameNorALine() {
		assertThat(lines(new Site("a;b", "o {k=1\n2;3 4}", "x\u2028y", List.of("f\r\ng 9"), 16, 1, 1)))
			.isEqualTo("o {k=1\\n2,3 4};a,b;f\\r\\ng 9;x\\u2028y 16\n");
	}

	private static String lines(Site... sites) {
		return CollapsedStacks.of(new AllocationSites(Instant.EPOCH, Duration.ofSeconds(30), 0, 0, OptionalLong.empty(),
				List.of(sites), 0, 0));
	}

}
