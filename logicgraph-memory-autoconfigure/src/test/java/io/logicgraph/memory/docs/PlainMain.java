package io.logicgraph.memory.docs;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.MemoryProfiler;

public class PlainMain {

	public static void main(String[] args) {
		ContextPool pool = new ContextPool(PoolConfig.builder().maxPooled(200).initialCapacity(32).build());
		int delay = MemoryProfiler.profile("lease", () -> {
			try (PooledContext context = pool.lease()) {
				return context.set("delay", 185).get("delay", Integer.class);
			}
		});
		System.out.println(delay + " minutes, " + pool.stats().created() + " context");
	}

}
