package io.logicgraph.memory.docs;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;

import org.springframework.stereotype.Service;

@Service
public class Assessor {

	private final ContextPool pool;

	public Assessor(ContextPool pool) {
		this.pool = pool;
	}

	public boolean isCompensated(int delayInMinutes) {
		try (PooledContext context = this.pool.lease()) {
			context.set("delay", delayInMinutes);
			executeGraph(context);
			return context.contains("compensation");
		}
	}

	private void executeGraph(Context context) {
		if (context.get("delay", Integer.class) > 180) {
			context.set("compensation", 250);
		}
	}

}
