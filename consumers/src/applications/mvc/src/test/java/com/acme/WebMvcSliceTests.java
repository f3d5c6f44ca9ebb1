package com.acme;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.profile.AllocationReport;
import io.logicgraph.memory.profile.MemoryProfiler;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

@WebMvcTest(PriceController.class)
@Import({ PriceService.class, Assessor.class })
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private ContextPool pool;

	@Test
	void controllerWithAPoolCanBeTested() {
		assertThat(this.mvc.get().uri("/delays/185")).hasStatusOk().bodyText().isEqualTo("true");
		assertThat(this.pool.stats().totalAcquired()).isEqualTo(1);
	}

	@Test
	void bytesCanBeMeasured() {
		MemoryProfiler.measure("warm", () -> new byte[1000]);
		AllocationReport report = MemoryProfiler.measure("block", () -> new byte[1000]);
		assertThat(report.bytes()).hasValue(1016);
		assertThat(report.quality()).isEqualTo(Quality.EXACT);
	}

}
