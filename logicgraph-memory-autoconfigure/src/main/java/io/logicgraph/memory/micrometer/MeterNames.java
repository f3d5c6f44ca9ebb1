package io.logicgraph.memory.micrometer;

/**
 * Names of meters and tags.
 */
final class MeterNames {

	static final String POOL_IDLE = "logicgraph.pool.idle";

	static final String POOL_ACTIVE = "logicgraph.pool.active";

	static final String POOL_MAX = "logicgraph.pool.max";

	static final String POOL_PEAK = "logicgraph.pool.peak";

	static final String POOL_REUSE_RATIO = "logicgraph.pool.reuse.ratio";

	static final String POOL_RETAINED = "logicgraph.pool.retained";

	static final String POOL_RETAINED_KEYS = "logicgraph.pool.retained.keys";

	static final String POOL_ACQUIRED = "logicgraph.pool.acquired";

	static final String POOL_RELEASED = "logicgraph.pool.released";

	static final String POOL_DISCARDED = "logicgraph.pool.discarded";

	static final String POOL_LEAKED = "logicgraph.pool.leaked";

	static final String POOL_MISUSE = "logicgraph.pool.misuse";

	static final String MEMORY_ALLOCATIONS = "logicgraph.memory.allocations";

	static final String MEMORY_DEALLOCATIONS = "logicgraph.memory.deallocations";

	static final String MEMORY_CURRENT = "logicgraph.memory.current";

	static final String MEMORY_PEAK = "logicgraph.memory.peak";

	static final String MEMORY_LIVE = "logicgraph.memory.live";

	static final String MEMORY_LIVE_GROWTH = "logicgraph.memory.live.growth";

	static final String MEMORY_LIVE_GROWING = "logicgraph.memory.live.growing";

	static final String JVM_ALLOCATED = "logicgraph.jvm.allocated";

	static final String PROFILED_ALLOCATED = "logicgraph.profiled.allocated";

	static final String PROFILED_UNMEASURED = "logicgraph.profiled.unmeasured";

	static final String OBSERVED_ALLOCATED_SUFFIX = ".allocated";

	static final String OBSERVED_UNMEASURED = "logicgraph.observed.unmeasured";

	static final String UNIT_BYTES_PER_SECOND = "bytes.per.second";

	/**
	 * Range of the buckets of a histogram of bytes, if one is switched on.
	 */
	static final double MIN_EXPECTED_BYTES = 1024;

	static final double MAX_EXPECTED_BYTES = 1024 * 1024 * 1024;

	static final String UNIT_CONTEXTS = "contexts";

	private MeterNames() {
	}

}
