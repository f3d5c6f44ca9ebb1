package com.acme;

import io.logicgraph.memory.profile.AllocationReport;
import io.logicgraph.memory.profile.MemoryProfiler;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;

import static org.assertj.core.api.Assertions.assertThat;

@DataJpaTest
class DataJpaSliceTests {

	@Autowired
	private PriceRepository prices;

	@Test
	void repositoryWorksAndItsBytesCanBeMeasured() {
		this.prices.save(new Price(1999));
		assertThat(this.prices.findByCents(1999)).hasSize(1);
		MemoryProfiler.measure("warm", this.prices::large);
		AllocationReport report = MemoryProfiler.measure("large", this.prices::large);
		assertThat(report.bytes().getAsLong()).isBetween(1_000_016L, 1_100_000L);
		assertThat(report.quality()).isEqualTo(Quality.EXACT);
	}

}
