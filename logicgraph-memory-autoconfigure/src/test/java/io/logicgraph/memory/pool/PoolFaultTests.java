package io.logicgraph.memory.pool;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a context comes back, or is counted as lost, whatever goes wrong while it is
 * out.
 */
class PoolFaultTests {

	private static final int TIMES = 20;

	private final MemoryMetrics metrics = new MemoryMetrics();

	private final ContextPool pool = new ContextPool("orders", PoolConfig.defaults(), this.metrics);

	@ParameterizedTest
	@EnumSource
	void booksBalanceAfter(PoolFaults.Kind fault) throws Exception {
		PoolFaults faults = new PoolFaults();
		for (int i = 0; i < TIMES; i++) {
			faults.inject(fault, this.pool);
			PoolBooks.assertPossible(this.pool.stats());
		}
		this.pool.clear();
		for (int i = 0; i < 2; i++) {
			// Those which were lost from a stripe are let go of after the threshold only.
			this.pool
				.reconfigure(this.pool.config().toBuilder().maxPooled(1 + i).leakThreshold(PoolBooks.SHORTEST).build());
		}
		GarbageCollections.until("nothing out", () -> this.pool.stats().active() == 0);
		assertThat(this.pool.stats().leaked()).containsEntry(LeakKind.GC, faults.lost());
		assertThat(this.metrics.currentBytes()).isEqualTo(this.pool.retainedBytes());
		PoolBooks.assertBalanced(this.pool, 0);
		try (PooledContext context = this.pool.lease()) {
			assertThat(context.isEmpty()).isTrue();
		}
	}

	@Test
	void cancelledChainGivesItsContextBackFromAnotherThread() throws Exception {
		Sinks.Many<Integer> source = Sinks.many().unicast().onBackpressureBuffer();
		CountDownLatch closed = new CountDownLatch(1);
		Disposable subscription = Flux.using(this.pool::lease,
				(context) -> source.asFlux()
					.publishOn(Schedulers.single())
					.map((value) -> context.set("value", value).size()),
				(context) -> {
					context.close();
					closed.countDown();
				})
			.subscribe();
		source.tryEmitNext(1);
		assertThat(this.pool.stats().active()).isOne();
		subscription.dispose();
		assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void chainThatClosesInDoFinallyGivesItsContextBackOnCancellationAndOnErrors() {
		PooledContext cancelled = this.pool.lease();
		Mono.never().doFinally((signal) -> cancelled.close()).subscribe().dispose();
		PooledContext failed = this.pool.lease();
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> Mono.error(new CancellationException()).doFinally((signal) -> failed.close()).block());
		PoolBooks.assertBalanced(this.pool, 0);
	}

}
