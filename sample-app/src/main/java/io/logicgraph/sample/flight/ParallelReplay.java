package io.logicgraph.sample.flight;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolStats;
import io.logicgraph.memory.profile.Profiled;

import org.springframework.stereotype.Service;

/**
 * Assesses many flights on several threads at once. The profile of {@link #replay} counts
 * what all of them allocate.
 */
@Service
class ParallelReplay {

	static final int PARTS = 4;

	private final ReplayWorker worker;

	private final ContextPool pool;

	ParallelReplay(ReplayWorker worker, ContextPool pool) {
		this.worker = worker;
		this.pool = pool;
	}

	/**
	 * Assess flights in contexts from the pool.
	 * @param flights the flights, over and over if they are too few
	 * @param executions how many flights to assess; 0 if there are none
	 * @return what came out, once all parts are done
	 */
	@Profiled
	public CompletableFuture<ReplaySummary> replay(List<Flight> flights, int executions) {
		PoolStats before = this.pool.stats();
		long start = System.nanoTime();
		List<CompletableFuture<ReplaySummary>> parts = IntStream.range(0, PARTS)
			.mapToObj((part) -> replayPart(flights, executions, part))
			.toList();
		return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
			.thenApply((done) -> ReplaySummary.join(parts.stream().map(CompletableFuture::join).toList(),
					System.nanoTime() - start, before, this.pool.stats()));
	}

	/**
	 * Assess the share of one thread: some flights where there are enough of them for
	 * all, otherwise some of the executions.
	 */
	private CompletableFuture<ReplaySummary> replayPart(List<Flight> flights, int executions, int part) {
		int from = bound(executions, part);
		int to = bound(executions, part + 1);
		boolean onceEach = executions == flights.size();
		return this.worker.replay(onceEach ? flights.subList(from, to) : flights, to - from);
	}

	private static int bound(int executions, int part) {
		return (int) ((long) executions * part / PARTS);
	}

}
