package io.logicgraph.sample.flight;

import java.util.List;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolStats;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.AllocationReport;
import io.logicgraph.memory.profile.AllocationTracker;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.sample.graph.LogicGraph;

import org.springframework.stereotype.Service;

/**
 * Assesses many flights one after the other and measures what that takes.
 */
@Service
@Profiled
class ReplayService {

	private final LogicGraph graph;

	private final ContextPool pool;

	ReplayService(LogicGraph graph, ContextPool pool) {
		this.graph = graph;
		this.pool = pool;
	}

	/**
	 * Assess flights in contexts from the pool.
	 * @param flights the flights, over and over from the first one if they are too few
	 * @param executions how many flights to assess; 0 if there are none
	 * @return what came out
	 */
	public ReplaySummary replayPooled(List<Flight> flights, int executions) {
		PoolStats before = this.pool.stats();
		ReplayTally tally = new ReplayTally();
		AllocationReport report;
		try (AllocationTracker tracker = new AllocationTracker("replay in pooled contexts")) {
			int next = 0;
			for (int i = 0; i < executions; i++) {
				try (PooledContext context = this.pool.lease()) {
					assess(flights.get(next), context, tally);
				}
				next = (next + 1 < flights.size()) ? next + 1 : 0;
			}
			report = tracker.stop();
		}
		PoolStats after = this.pool.stats();
		return ReplaySummary.of(executions, tally, report, after.created() - before.created(),
				ReplaySummary.reuseRate(before, after));
	}

	/**
	 * Assess flights in a new context each.
	 * @param flights the flights, over and over from the first one if they are too few
	 * @param executions how many flights to assess; 0 if there are none
	 * @return what came out
	 */
	public ReplaySummary replayUnpooled(List<Flight> flights, int executions) {
		ReplayTally tally = new ReplayTally();
		AllocationReport report;
		try (AllocationTracker tracker = new AllocationTracker("replay in new contexts")) {
			int next = 0;
			for (int i = 0; i < executions; i++) {
				assess(flights.get(next), new Context(), tally);
				next = (next + 1 < flights.size()) ? next + 1 : 0;
			}
			report = tracker.stop();
		}
		return ReplaySummary.of(executions, tally, report, executions, 0);
	}

	private void assess(Flight flight, Context context, ReplayTally tally) {
		flight.writeTo(context);
		this.graph.execute(context);
		tally.add(context);
	}

}
