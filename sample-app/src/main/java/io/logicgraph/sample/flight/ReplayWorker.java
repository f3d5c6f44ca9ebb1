package io.logicgraph.sample.flight;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/**
 * Does one part of a {@link ParallelReplay} on a thread of its own.
 */
@Component
class ReplayWorker {

	private final ReplayService replays;

	ReplayWorker(ReplayService replays) {
		this.replays = replays;
	}

	@Async
	CompletableFuture<ReplaySummary> replay(List<Flight> flights, int executions) {
		return CompletableFuture.completedFuture(this.replays.replayPooled(flights, executions));
	}

}
