package io.logicgraph.sample.flight;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.sample.graph.LogicGraph;

import org.springframework.stereotype.Service;

/**
 * Assesses a single flight.
 */
@Service
class FlightAssessor {

	private final LogicGraph graph;

	private final ContextPool pool;

	FlightAssessor(LogicGraph graph, ContextPool pool) {
		this.graph = graph;
		this.pool = pool;
	}

	/**
	 * Assess a flight.
	 * @param flight the flight
	 * @return what its passengers are due
	 */
	@Profiled
	public Decision assess(Flight flight) {
		try (PooledContext context = this.pool.lease()) {
			flight.writeTo(context);
			this.graph.execute(context);
			return Decision.from(context);
		}
	}

}
