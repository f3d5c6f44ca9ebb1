package io.logicgraph.sample.flight;

import java.util.List;
import java.util.Locale;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.sample.graph.LogicGraph;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Replays the bundled flights both ways when the service has started, and logs what each
 * took. {@code sample.compare-on-start=false} switches it off.
 */
@Component
@ConditionalOnBooleanProperty(name = "sample.compare-on-start", matchIfMissing = true)
class StartupComparison implements ApplicationRunner {

	private static final int WARM_UP_ROUNDS = 25;

	private static final Log logger = LogFactory.getLog(StartupComparison.class);

	private final LogicGraph graph;

	private final ReplayService replays;

	private final BundledFlights bundled;

	StartupComparison(LogicGraph graph, ReplayService replays, BundledFlights bundled) {
		this.graph = graph;
		this.replays = replays;
		this.bundled = bundled;
	}

	@Override
	public void run(ApplicationArguments args) {
		List<Flight> flights = this.bundled.all();
		warmUp(flights);
		ReplaySummary unpooled = this.replays.replayUnpooled(flights, flights.size());
		ReplaySummary pooled = this.replays.replayPooled(flights, flights.size());
		logger.info(table(unpooled, pooled));
	}

	/**
	 * Let the JVM compile both ways, with a pool of its own: what the service's pool and
	 * profiles show is only what is in the table.
	 */
	private void warmUp(List<Flight> flights) {
		try (ContextPool pool = new ContextPool("warm-up", PoolConfig.defaults(), new MemoryMetrics())) {
			ReplayService warmUp = new ReplayService(this.graph, pool);
			for (int round = 0; round < WARM_UP_ROUNDS; round++) {
				warmUp.replayUnpooled(flights, flights.size());
				warmUp.replayPooled(flights, flights.size());
			}
		}
	}

	private static String table(ReplaySummary unpooled, ReplaySummary pooled) {
		return String.join(System.lineSeparator(),
				"%s bundled flights, assessed both ways:".formatted(pooled.flights()), "",
				"  contexts       time       allocated   per flight     created     reused", row("new", unpooled),
				row("pooled", pooled), "", decisions(pooled), "");
	}

	private static String row(String contexts, ReplaySummary summary) {
		return String.format(Locale.ROOT, "  %-8s %7.1f ms %13s B %10s B %11d %8.2f %%", contexts, summary.millis(),
				known(summary.allocatedBytes()), known(summary.allocatedBytesPerFlight()), summary.contextsCreated(),
				summary.reuseRate());
	}

	private static String known(@Nullable Number bytes) {
		return (bytes != null) ? bytes.toString() : "unknown";
	}

	private static String decisions(ReplaySummary summary) {
		return "  Passengers of %s flights have a right to care, of %s to compensation (%s EUR), of %s to a refund."
			.formatted(summary.care(), summary.compensated(), summary.compensationEur(), summary.refunds());
	}

}
