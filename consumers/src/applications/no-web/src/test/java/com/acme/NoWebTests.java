package com.acme;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
class NoWebTests {

	@Autowired
	private Blocks blocks;

	@Autowired
	private ProfileRegistry profiles;

	@Autowired
	private ContextPool pool;

	@Autowired
	private MeterRegistry meters;

	@Test
	void methodIsCountedToTheByte() {
		for (int i = 0; i < 150; i++) {
			this.blocks.block();
		}
		DistributionSummary meter = this.meters.get("logicgraph.profiled.allocated")
			.tag("name", "Blocks.block")
			.summary();
		double bytes = meter.totalAmount();
		this.profiles.reset();
		for (int i = 0; i < 10; i++) {
			this.blocks.block();
		}
		assertThat(this.profiles.snapshots()).singleElement().satisfies((profile) -> {
			assertThat(profile.name()).isEqualTo("Blocks.block");
			assertThat(profile.count()).isEqualTo(10);
			assertThat(profile.totalBytes()).isEqualTo(10 * 1016L);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		});
		assertThat(meter.count()).isEqualTo(160);
		assertThat(meter.totalAmount() - bytes).isEqualTo(10 * 1016);
	}

	@Test
	void poolIsABean() {
		try (PooledContext context = this.pool.lease()) {
			context.set("delay", 185);
		}
		assertThat(this.pool.stats().created()).isEqualTo(1);
		assertThat(this.meters.get("logicgraph.pool.idle").gauge().value()).isEqualTo(1);
	}

}
