package io.logicgraph.memory.docs;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.Profiled;

import org.springframework.stereotype.Service;

/**
 * The Java block of the README, for the compiler to read.
 */
class ReadmeSnippets {

	@Service
	class Assessor {

		private final ContextPool pool;

		private final Graph graph;

		Assessor(ContextPool pool, Graph graph) {
			this.pool = pool;
			this.graph = graph;
		}

		@Profiled
		Decision assess(Flight flight) {
			try (PooledContext context = this.pool.lease()) {
				context.set("flight", flight);
				this.graph.execute(context);
				return Decision.of(context);
			}
		}

	}

	interface Graph {

		void execute(Context context);

	}

	record Flight(int delay) {
	}

	record Decision(boolean care) {

		static Decision of(Context context) {
			return new Decision(context.contains("care"));
		}

	}

}
