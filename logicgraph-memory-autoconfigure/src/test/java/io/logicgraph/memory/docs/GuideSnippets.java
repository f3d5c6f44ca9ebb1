package io.logicgraph.memory.docs;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.metrics.MemorySnapshot;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.AllocationTracker;
import io.logicgraph.memory.profile.MemoryProfiler;
import io.logicgraph.memory.profile.Profiled;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * The Java blocks of the guide, for the compiler to read.
 */
@SuppressWarnings({ "unused", "try" })
class GuideSnippets {

	private static final Log logger = LogFactory.getLog(GuideSnippets.class);

	private final Graph graph = (context) -> {
	};

	@Nullable Integer lease(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			context.set("delay", 185).set("haul", "long");
			graph.execute(context);
			return context.get("compensation", Integer.class);
		}
	}

	void acquire(ContextPool pool) {
		Context context = pool.acquire();
		try {
			graph.execute(context);
		}
		finally {
			pool.release(context);
		}
	}

	void metrics() {
		MemoryMetrics metrics = MemoryMetrics.global();
		long current = metrics.currentBytes();
		long peak = metrics.peakBytes();
		logger.info(metrics.summary());
	}

	void track() {
		try (AllocationTracker tracker = new AllocationTracker("load")) {
			load();
		}
	}

	void profile() {
		Report report = MemoryProfiler.profile("report", () -> build());
		CompletionStage<Report> later = MemoryProfiler.profileAsync("later", () -> buildAsync());
	}

	void compare() {
		MemorySnapshot before = MemoryProfiler.snapshot();
		work();
		MemorySnapshot after = MemoryProfiler.snapshot();
		logger.info(after.diff(before).format());
	}

	void leak() {
		long before = MemoryMetrics.global().currentBytes();
		work();
		long growth = MemoryMetrics.global().currentBytes() - before;
	}

	void liveHeap() {
		OptionalLong grown = MemoryProfiler.liveHeapGrowth(() -> work());
	}

	private Quote price(Order order) {
		return new Quote();
	}

	private void work() {
	}

	private void load() {
	}

	private Report build() {
		return new Report();
	}

	private CompletionStage<Report> buildAsync() {
		return CompletableFuture.completedFuture(build());
	}

	@Service
	class Quotes {

		@Profiled
		Quote quote(Order order) {
			return price(order);
		}

	}

	interface Graph {

		void execute(Context context);

	}

	static class Report {

	}

	static class Quote {

	}

	static class Order {

	}

}
