package com.acme;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
class NoActuatorTests {

	@Autowired
	private Blocks blocks;

	@Autowired
	private Orders orders;

	@Autowired
	private ProfileRegistry profiles;

	@Autowired
	private ContextPool pool;

	@Test
	void annotatedMethodIsCountedToTheByte() {
		assertCounted("Blocks.block", this.blocks::block);
	}

	@Test
	void methodThatAPatternMatchesIsCountedToTheByte() {
		assertCounted("Orders.load", () -> this.orders.load(1000));
	}

	private void assertCounted(String name, Runnable call) {
		for (int i = 0; i < 150; i++) {
			call.run();
		}
		this.profiles.reset();
		for (int i = 0; i < 10; i++) {
			call.run();
		}
		assertThat(this.profiles.snapshots()).filteredOn((profile) -> profile.name().equals(name))
			.singleElement()
			.satisfies((profile) -> {
				assertThat(profile.count()).isEqualTo(10);
				assertThat(profile.totalBytes()).isEqualTo(10 * 1016L);
				assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			});
	}

	@Test
	void poolIsABean() {
		try (PooledContext context = this.pool.lease()) {
			context.set("delay", 185);
		}
		assertThat(this.pool.stats().created()).isEqualTo(1);
	}

}
