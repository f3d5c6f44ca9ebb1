package io.logicgraph.memory.micrometer;

import java.io.IOException;

import io.logicgraph.memory.profile.Profile;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MeterProfileRecorderFactory}.
 */
class MeterProfileRecorderFactoryTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ProfileRegistry profiles = new ProfileRegistry(10,
			new MeterProfileRecorderFactory(() -> this.registry));

	private final Profile profile = this.profiles.profile(new ProfileId("Quotes.quote", "Quotes", "quote"));

	@Test
	void recordsTheBytesOfACall() {
		this.profile.measured(1_000_016, 0, Quality.EXACT, null);
		DistributionSummary summary = this.registry.get("logicgraph.profiled.allocated")
			.tags("name", "Quotes.quote", "class", "Quotes", "method", "quote", "exception", "none", "quality", "exact")
			.summary();
		assertThat(summary.count()).isEqualTo(1);
		assertThat(summary.totalAmount()).isEqualTo(1_000_016);
		assertThat(summary.getId().getBaseUnit()).isEqualTo("bytes");
	}

	@Test
	void tellsExceptionsAndQualitiesApart() {
		this.profile.measured(10, 0, Quality.EXACT, new IOException());
		this.profile.measured(20, 0, Quality.PARTIAL, null);
		assertThat(this.registry.get("logicgraph.profiled.allocated")
			.tag("exception", "IOException")
			.tag("quality", "exact")
			.summary()
			.totalAmount()).isEqualTo(10);
		assertThat(this.registry.get("logicgraph.profiled.allocated").tag("quality", "partial").summary().totalAmount())
			.isEqualTo(20);
	}

	@Test
	void countsWhatCannotBeMeasuredAndRecordsNoBytesForIt() {
		this.profile.unmeasured(null);
		assertThat(this.registry.get("logicgraph.profiled.unmeasured").tag("name", "Quotes.quote").counter().count())
			.isEqualTo(1);
		assertThat(this.registry.find("logicgraph.profiled.allocated").meter()).isNull();
	}

	@Test
	void metersLeaveTheRegistryWithTheProfiles() {
		this.profile.measured(10, 0, Quality.EXACT, null);
		this.profiles.close();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void doesNothingWithoutARegistry() {
		ProfileRegistry unregistered = new ProfileRegistry(10, new MeterProfileRecorderFactory(() -> null));
		Profile profile = unregistered.profile(new ProfileId("a", "", ""));
		profile.measured(10, 0, Quality.EXACT, null);
		assertThat(profile.snapshot().totalBytes()).isEqualTo(10);
	}

	@Test
	void aFailingMeterFilterReachesNobody() {
		this.registry.config().meterFilter(new MeterFilter() {

			@Override
			public Meter.Id map(Meter.Id id) {
				throw new IllegalStateException("filter");
			}

		});
		this.profile.measured(10, 0, Quality.EXACT, null);
		assertThat(this.profile.snapshot().totalBytes()).isEqualTo(10);
	}

}
