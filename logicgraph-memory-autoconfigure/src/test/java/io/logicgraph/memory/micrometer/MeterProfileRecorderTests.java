package io.logicgraph.memory.micrometer;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeterProfileRecorderTests {

	private static final ProfileId ID = new ProfileId("load", "Orders", "loadAll");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ProfileRecorder recorder = new MeterProfileRecorderFactory(() -> this.registry).create(ID);

	@Test
	void exceptionWithoutSimpleNameGetsTheOneThatItHas() {
		this.recorder.measured(1, Quality.EXACT, new RuntimeException("expected") {
		});
		assertThat(summary("MeterProfileRecorderTests$1", "exact").count()).isEqualTo(1);
	}

	@Test
	void closeRemovesTheMetersForGood() {
		this.recorder.measured(100, Quality.EXACT, null);
		this.recorder.unmeasured(null);
		this.recorder.close();
		this.recorder.measured(100, Quality.PARTIAL, null);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void registryMayComeLater() {
		MeterRegistry[] holder = new MeterRegistry[1];
		ProfileRecorder recorder = new MeterProfileRecorderFactory(() -> holder[0]).create(ID);
		recorder.measured(100, Quality.EXACT, null);
		holder[0] = this.registry;
		recorder.measured(200, Quality.EXACT, null);
		assertThat(summary("none", "exact").totalAmount()).isEqualTo(200);
	}

	/**
	 * None of it is ours. The bound leaves room for what an update of Micrometer may
	 * need, and is below the tags that it takes to look a meter up.
	 */
	@Test
	void recordingLooksNoMeterUp() {
		IOException error = new IOException("expected");
		for (int i = 0; i < 100; i++) {
			record(error);
		}
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 10; i++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			record(error);
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(least).isLessThan(64);
	}

	@Test
	void profilesAreScrapedByPrometheusWithoutClashes() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ProfileRecorder.Factory factory = new MeterProfileRecorderFactory(() -> prometheus);
		ProfileRecorder one = factory.create(ID);
		one.measured(100, Quality.EXACT, null);
		one.unmeasured(null);
		factory.create(new ProfileId("other", "", "")).measured(5, Quality.EXACT, null);
		assertThat(prometheus.scrape().lines()).contains(
				"logicgraph_profiled_allocated_bytes_sum{class=\"Orders\",exception=\"none\",method=\"loadAll\",name=\"load\",quality=\"exact\"} 100.0",
				"logicgraph_profiled_allocated_bytes_max{class=\"Orders\",exception=\"none\",method=\"loadAll\",name=\"load\",quality=\"exact\"} 100.0",
				"logicgraph_profiled_allocated_bytes_sum{class=\"none\",exception=\"none\",method=\"none\",name=\"other\",quality=\"exact\"} 5.0",
				"logicgraph_profiled_unmeasured_total{class=\"Orders\",method=\"loadAll\",name=\"load\"} 1.0");
	}

	private void record(IOException error) {
		this.recorder.measured(100, Quality.EXACT, null);
		this.recorder.measured(100, Quality.EXACT, error);
		this.recorder.unmeasured(null);
	}

	private DistributionSummary summary(String exception, String quality) {
		return this.registry.get("logicgraph.profiled.allocated")
			.tags("name", "load", "class", "Orders", "method", "loadAll", "exception", exception, "quality", quality)
			.summary();
	}

}
