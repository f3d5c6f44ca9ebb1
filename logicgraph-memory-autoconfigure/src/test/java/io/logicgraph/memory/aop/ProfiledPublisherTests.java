package io.logicgraph.memory.aop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Profiled methods that return a publisher.
 */
class ProfiledPublisherTests {

	private static final int MEGABYTE = 1_000_000;

	/**
	 * What Reactor may allocate, in bytes.
	 */
	private static final long FRAMEWORK = 10_000;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Publishers.class,
			Caller.class);

	private final Publishers publishers = this.context.getBean(Publishers.class);

	@BeforeEach
	void warmUp() {
		Hooks.enableAutomaticContextPropagation();
		for (int i = 0; i < 3; i++) {
			this.publishers.mono().block(PATIENCE);
			this.publishers.hopping().block(PATIENCE);
			this.publishers.flux(10).collectList().block(PATIENCE);
			this.context.getBean(Caller.class).call();
		}
		this.context.getBean(ProfileRegistry.class).reset();
	}

	@AfterEach
	void close() {
		Hooks.disableAutomaticContextPropagation();
		assertThat(ProfileScope.capture()).isNull();
		this.context.close();
	}

	@Test
	void nothingIsRecordedWithoutSubscription() {
		assertThat(this.publishers.mono()).isNotNull();
		assertThat(this.publishers.flux(3)).isNotNull();
		assertThat(profile("mono").count()).isZero();
		assertThat(profile("flux").count()).isZero();
	}

	@Test
	void eachSubscriptionIsOneExecutionAndTheCallCountsForTheFirst() {
		Mono<Object> mono = this.publishers.mono();
		mono.block(PATIENCE);
		assertThat(profile("mono").lastBytes()).isBetween(2L * MEGABYTE, 2L * MEGABYTE + FRAMEWORK);
		mono.block(PATIENCE);
		assertThat(profile("mono").lastBytes()).isBetween((long) MEGABYTE, MEGABYTE + FRAMEWORK);
		assertThat(profile("mono").count()).isEqualTo(2);
		assertThat(profile("mono").quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void hopsAreFollowedWithContextPropagation() {
		this.publishers.hopping().block(PATIENCE);
		ProfileSnapshot profile = profile("hopping");
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.totalBytes()).isBetween(3L * MEGABYTE, 3L * MEGABYTE + FRAMEWORK);
	}

	@Test
	void hopsMakeItPartialWithoutContextPropagation() {
		Hooks.disableAutomaticContextPropagation();
		this.publishers.hopping().block(PATIENCE);
		assertThat(profile("hopping").count()).isEqualTo(1);
		assertThat(profile("hopping").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void allSignalsOfAFluxAreOneExecutionWithoutTheSubscribersBytes() {
		this.publishers.flux(10).doOnNext((value) -> assertThat(new byte[MEGABYTE]).isNotEmpty()).blockLast(PATIENCE);
		ProfileSnapshot profile = profile("flux");
		assertThat(profile.count()).isEqualTo(1);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.totalBytes()).isBetween(10L * MEGABYTE, 10L * MEGABYTE + FRAMEWORK);
	}

	@Test
	void errorIsCountedByItsClass() {
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.publishers.failing().block(PATIENCE));
		assertThat(profile("failing").exceptions()).containsOnlyKeys("java.lang.IllegalStateException");
		assertThat(profile("failing").count()).isEqualTo(1);
	}

	@Test
	void cancellationIsCountedAndIsNoFailure() {
		this.publishers.flux(10).take(2).blockLast(PATIENCE);
		assertThat(profile("flux").count()).isEqualTo(1);
		assertThat(profile("flux").exceptions()).isEmpty();
		Disposable never = this.publishers.never().subscribe();
		assertThat(profile("never").count()).isZero();
		never.dispose();
		never.dispose();
		assertThat(profile("never").count()).isEqualTo(1);
		assertThat(profile("never").exceptions()).isEmpty();
	}

	@Test
	void fatalErrorOfTheSubscriberLeavesTheWorkersScopeAsItWas() throws Exception {
		Hooks.disableAutomaticContextPropagation();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		Allocations.Result outer = new Allocations.Result();
		ProfileScope scope = ProfileScope.openShared(outer);
		try {
			CountDownLatch reached = new CountDownLatch(1);
			this.publishers.given(Flux.just(1).publishOn(Schedulers.fromExecutor(executor))).doOnNext((value) -> {
				reached.countDown();
				throw new NoClassDefFoundError("expected");
			}).subscribe();
			assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(executor.submit(() -> {
				Allocations.allocate(10 * MEGABYTE);
				return Optional.ofNullable(ProfileScope.capture());
			}).get()).isEmpty();
		}
		finally {
			scope.close(null);
			executor.shutdown();
		}
		assertThat(outer.bytes()).isLessThan(10L * MEGABYTE);
	}

	@Test
	void retriesAreExecutions() {
		AtomicInteger attempts = new AtomicInteger();
		this.publishers.flaky(attempts).retry(2).block(PATIENCE);
		assertThat(profile("flaky").count()).isEqualTo(3);
		assertThat(profile("flaky").exceptions()).containsEntry("java.lang.IllegalStateException", 2L);
	}

	@Test
	void callerThatWaitsIsChargedInclusively() {
		this.context.getBean(Caller.class).call();
		ProfileSnapshot caller = new Profiles(this.context).get("Caller.call");
		assertThat(caller.quality()).isEqualTo(Quality.EXACT);
		assertThat(caller.totalBytes()).isBetween(4L * MEGABYTE, 4L * MEGABYTE + 2 * FRAMEWORK);
		assertThat(caller.selfBytes()).isBetween((long) MEGABYTE, MEGABYTE + FRAMEWORK);
		assertThat(profile("hopping").totalBytes()).isBetween(3L * MEGABYTE, 3L * MEGABYTE + FRAMEWORK);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void signalsFromElsewhereKeepTheirOrder(boolean propagation) {
		if (!propagation) {
			Hooks.disableAutomaticContextPropagation();
		}
		Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
		for (int i = 0; i < 100; i++) {
			sink.tryEmitNext(i);
		}
		sink.tryEmitComplete();
		assertThat(this.publishers.given(sink.asFlux()).publishOn(Schedulers.parallel()).collectList().block(PATIENCE))
			.hasSize(100)
			.isSorted();
		assertThat(profile("given").count()).isEqualTo(1);
	}

	@Test
	void otherTypesKeepTheirType() {
		assertThat(Flux.from(this.publishers.publisher()).blockLast(PATIENCE)).isEqualTo(2);
		assertThat(profile("publisher").count()).isEqualTo(1);
		assertThat(this.publishers.connectable().autoConnect().blockLast(PATIENCE)).isEqualTo(2);
		assertThat(this.publishers.flow()).isInstanceOf(Flow.Publisher.class);
	}

	private ProfileSnapshot profile(String method) {
		return new Profiles(this.context).get("Publishers." + method);
	}

	@Profiled
	static class Publishers {

		public Mono<Object> mono() {
			byte[] own = new byte[MEGABYTE];
			return Mono.fromSupplier(() -> (own.length > 0) ? new byte[MEGABYTE] : own);
		}

		public Mono<Object> hopping() {
			return Mono.<Object>fromSupplier(() -> new byte[MEGABYTE])
				.subscribeOn(Schedulers.parallel())
				.map((value) -> new byte[MEGABYTE])
				.publishOn(Schedulers.boundedElastic())
				.map((value) -> new byte[MEGABYTE]);
		}

		public Flux<Object> flux(int count) {
			return Flux.range(0, count).map((i) -> new byte[MEGABYTE]);
		}

		public Mono<Object> failing() {
			return Mono.error(() -> new IllegalStateException("expected"));
		}

		public Mono<Object> never() {
			return Mono.never();
		}

		public Mono<Object> flaky(AtomicInteger attempts) {
			return Mono.fromSupplier(() -> {
				if (attempts.incrementAndGet() < 3) {
					throw new IllegalStateException("expected");
				}
				return "value";
			});
		}

		public Flux<Integer> given(Flux<Integer> flux) {
			return flux;
		}

		public Publisher<Integer> publisher() {
			return Flux.just(1, 2);
		}

		public ConnectableFlux<Integer> connectable() {
			return Flux.just(1, 2).publish();
		}

		public Flow.Publisher<Integer> flow() {
			return JdkFlowAdapter.publisherToFlowPublisher(Flux.just(1, 2));
		}

	}

	static class Caller {

		private final Publishers publishers;

		Caller(Publishers publishers) {
			this.publishers = publishers;
		}

		@Profiled
		public Object call() {
			byte[] own = new byte[MEGABYTE];
			this.publishers.hopping().block(PATIENCE);
			return own;
		}

	}

}
