package io.logicgraph.page;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that names are text to the page, whatever they are, and break no layout.
 */
@ExtendWith(Chromium.class)
class PageNamesIT {

	private static final String MARKUP = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=2</script>'\"&amp;<b>";

	private static final String LONG = "ANameThatIsFiftyLettersLongSoThatFourAreTwoHundred"
			+ "ANameThatIsFiftyLettersLongSoThatFourAreTwoHundred"
			+ "ANameThatIsFiftyLettersLongSoThatFourAreTwoHundred"
			+ "ANameThatIsFiftyLettersLongSoThatFourAreTwoHundred";

	private static Service service;

	@BeforeAll
	static void start() {
		service = Service.start(NamesApplication.class, "servlet",
				"--logicgraph.memory.observation.include=http.server.requests,work");
		ProfileRegistry profiles = service.bean(ProfileRegistry.class);
		for (String name : new String[] { MARKUP, LONG }) {
			profiles.profile(new ProfileId(name, name, name))
				.measured(123_456_789, 0, Quality.EXACT, new IllegalStateException(name));
			Observation.createNotStarted("work", service.bean(ObservationRegistry.class))
				.lowCardinalityKeyValue("tag", name)
				.observe(() -> name.repeat(100));
		}
	}

	@AfterAll
	static void close() {
		service.close();
	}

	@Test
	void markupInNamesIsText(Page page) {
		page.open(service.endpoint());
		assertThat(page.rows()).extracting(Page.Row::name).contains(MARKUP);
		page.script("document.querySelectorAll('.opener').forEach((opener) => opener.click())");
		assertThat(page.text("#rows-body .details")).isNotEmpty();
		assertThat(page.text("#rows-body")).contains(MARKUP, "tag=" + MARKUP);
		assertThat(page.text("#pools-body")).contains(MARKUP);
		assertThat(page.text("#verdict")).contains(" allocated ");
		page.untilUpdated();
		page.click("#snapshot");
		assertThat(page.number(
				"return document.querySelectorAll('main img, main script, main b:not(.figure b, .measured b, .snapshot b)').length"))
			.isZero();
		assertThat(page.script("return window.hacked ?? 'not'")).isEqualTo("not");
	}

	@Test
	void longNamesBreakNoLayoutOnANarrowScreen(Page page) {
		page.size(375, 800);
		page.open(service.endpoint());
		page.assertThatNothingIsWiderThanTheWindow();
		page.script("document.querySelectorAll('.opener').forEach((opener) => opener.click())");
		page.assertThatNothingIsWiderThanTheWindow();
		page.assertThatItIsAccessible();
	}

	@Test
	void longNamesMoveNoFigureOutOfSight(Page page) {
		page.open(service.endpoint());
		page.assertThatNothingIsWiderThanTheWindow();
		long right = page.number(
				"return Math.max(...[...document.querySelectorAll('#rows-body td')].map((cell) => cell.getBoundingClientRect().right))");
		assertThat(right).isLessThanOrEqualTo(page.number("return innerWidth"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NamesApplication {

		@Bean(MARKUP)
		ContextPool markup() {
			return new ContextPool(MARKUP, PoolConfig.defaults());
		}

		@Bean(LONG)
		ContextPool longName() {
			return new ContextPool(LONG, PoolConfig.defaults());
		}

	}

}
