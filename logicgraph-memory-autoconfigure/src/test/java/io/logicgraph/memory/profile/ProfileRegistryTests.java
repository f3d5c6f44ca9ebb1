package io.logicgraph.memory.profile;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for since when a {@link ProfileRegistry} counts, and against what.
 */
class ProfileRegistryTests {

	private static final int BYTES = 10_000_000;

	private final ProfileRegistry profiles = new ProfileRegistry();

	@Test
	void countsSinceItWasMadeOrReset() {
		Instant made = this.profiles.since();
		assertThat(made).isBetween(Instant.now().minusSeconds(600), Instant.now());
		assertThat(this.profiles.since()).isEqualTo(made);
		this.profiles.profile(new ProfileId("a", "", "")).measured(1, 0, Quality.EXACT, null);
		this.profiles.reset();
		assertThat(this.profiles.since()).isAfter(made);
		assertThat(this.profiles.snapshots()).singleElement().extracting(ProfileSnapshot::count).isEqualTo(0L);
	}

	@Test
	void bytesOfTheJvmAreThoseSinceThen() {
		assertThat(new byte[BYTES]).isNotNull();
		long made = this.profiles.jvmAllocatedBytes().orElseThrow();
		assertThat(made).isGreaterThanOrEqualTo(BYTES);
		this.profiles.reset();
		assertThat(this.profiles.jvmAllocatedBytes().orElseThrow()).isLessThan(made);
	}

}
