package io.logicgraph.memory.aop;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.internal.ScopeSink;
import io.logicgraph.memory.micrometer.AllocationObservationHandler;
import io.logicgraph.memory.micrometer.MeterProfileRecorderFactory;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that nothing that a user's callback throws reaches a business method: neither
 * exceptions, checked ones included, nor errors, nor those that throw when printed.
 */
class ThrowingCallbackTests {

	static List<Throwable> failures() {
		return List.of(new IllegalStateException("expected"), new IOException("expected"),
				new AssertionError("expected"), new NoClassDefFoundError("expected"), new StackOverflowError(),
				new Unprintable());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofARecorderThatThrowsOnlyTheLogTells(Throwable failure) {
		check(new ProfileRegistry(10, (id) -> new Failing(failure)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofAFactoryThatThrowsOnlyTheLogTells(Throwable failure) {
		check(new ProfileRegistry(10, (id) -> {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(failure);
		}));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofASupplierThatThrowsOnlyTheLogTells(Throwable failure) {
		check(new ProfileRegistry(10, new MeterProfileRecorderFactory(() -> {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(failure);
		})));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofAMeterFilterThatThrowsOnlyTheLogTells(Throwable failure) {
		MeterRegistry registry = failing(failure);
		check(new ProfileRegistry(10, new MeterProfileRecorderFactory(() -> registry)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofASinkThatThrowsOnlyTheLogTells(Throwable failure) {
		ProfileScope outer = ProfileScope.open(new FailingSink(failure));
		ProfileScope scope = ProfileScope.open(new FailingSink(failure));
		scope.close(null);
		outer.close(null);
		assertThat(ProfileScope.capture()).isNull();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void lateBytesThatASinkRefusesLeaveTheThreadInOrder(Throwable failure) {
		ProfileScope scope = ProfileScope.openShared(new FailingSink(failure));
		scope.close(null);
		CompletableFuture.runAsync(() -> {
			ProfileScope before = ProfileScope.attach(scope);
			assertThat(new byte[10_000]).hasSize(10_000);
			ProfileScope.attach(before);
			assertThat(ProfileScope.capture()).isNull();
		}).join();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void anObservationEndsWithoutTheFailure(Throwable failure) {
		MeterRegistry registry = failing(failure);
		assertThat(observe(new AllocationObservationHandler(new ProfileRegistry(), () -> registry, (name) -> true)))
			.isEqualTo("done");
		assertThat(observe(new AllocationObservationHandler(new ProfileRegistry(), () -> {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(failure);
		}, (name) -> true))).isEqualTo("done");
	}

	@Test
	void anExceptionThatCannotBePrintedIsHandedOnAsItIs() {
		try (AnnotationConfigApplicationContext context = context(new ProfileRegistry())) {
			Unprintable failure = new Unprintable();
			assertThat(thrownBy(() -> context.getBean(Shop.class).fail(failure))).isSameAs(failure);
		}
	}

	@Test
	void valuesThatThrowAreNeverLookedAt() {
		ContextPool pool = new ContextPool();
		PooledContext lease = pool.lease();
		lease.set("hostile", new Hostile());
		assertThat(lease.get("hostile")).isInstanceOf(Hostile.class);
		assertThat(lease.contains("hostile")).isTrue();
		lease.close();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> lease.get("hostile"));
		try (PooledContext next = pool.lease()) {
			next.set("hostile", new Hostile()).set("hostile", new Hostile()).remove("hostile");
			assertThat(next.isEmpty()).isTrue();
		}
		assertThat(pool.stats().active()).isZero();
		pool.close();
	}

	private static AnnotationConfigApplicationContext context(ProfileRegistry profiles) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(ProfileRegistry.class, () -> profiles);
		context.registerBean(ProfiledBeanPostProcessor.class,
				() -> new ProfiledBeanPostProcessor(context.getBeanProvider(ProfileRegistry.class)));
		context.register(Shop.class);
		context.refresh();
		return context;
	}

	private static void check(ProfileRegistry profiles) {
		try (AnnotationConfigApplicationContext context = context(profiles)) {
			Shop shop = context.getBean(Shop.class);
			for (int i = 0; i < 3; i++) {
				assertThat(shop.sell()).isEqualTo("sold");
				assertThat(shop.order().join()).isEqualTo("ordered");
				assertThat(shop.ship().block()).isEqualTo("shipped");
				IOException own = new IOException("own");
				assertThat(thrownBy(() -> shop.fail(own))).isSameAs(own);
			}
		}
		profiles.close();
	}

	private static String observe(AllocationObservationHandler handler) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(handler);
		return Observation.createNotStarted("work", observations).observe(() -> "done");
	}

	private static @Nullable Throwable thrownBy(Work work) {
		try {
			work.run();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private static MeterRegistry failing(Throwable failure) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		registry.config().meterFilter(new MeterFilter() {

			@Override
			public MeterFilterReply accept(Meter.Id id) {
				throw ThrowingCallbackTests.<RuntimeException>sneaky(failure);
			}

		});
		return registry;
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E sneaky(Throwable failure) throws E {
		throw (E) failure;
	}

	private interface Work {

		void run() throws Throwable;

	}

	static class Shop {

		@Profiled
		public String sell() {
			return "sold";
		}

		@Profiled
		public CompletableFuture<String> order() {
			return CompletableFuture.completedFuture("ordered");
		}

		@Profiled
		public Mono<String> ship() {
			return Mono.just("shipped");
		}

		@Profiled
		public void fail(Throwable failure) throws Throwable {
			throw failure;
		}

	}

	private static final class Failing implements ProfileRecorder {

		private final Throwable failure;

		Failing(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public void measured(long bytes, Quality quality, @Nullable Throwable error) {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

		@Override
		public void close() {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

	}

	private static final class FailingSink implements ScopeSink {

		private final Throwable failure;

		FailingSink(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public String name() {
			return "test";
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

		@Override
		public void late(long bytes, long nestedBytes) {
			throw ThrowingCallbackTests.<RuntimeException>sneaky(this.failure);
		}

	}

	/**
	 * Throws whatever is asked of it.
	 */
	private static final class Unprintable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hash");
		}

		@Override
		public boolean equals(@Nullable Object other) {
			throw new IllegalStateException("equals");
		}

	}

	private static final class Hostile {

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hash");
		}

		@Override
		public boolean equals(@Nullable Object other) {
			throw new IllegalStateException("equals");
		}

	}

}
