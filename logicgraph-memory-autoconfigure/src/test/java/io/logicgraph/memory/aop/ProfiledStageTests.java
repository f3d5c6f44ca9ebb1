package io.logicgraph.memory.aop;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Profiled methods that return a {@link CompletionStage}.
 */
class ProfiledStageTests {

	private static final int MEGABYTE = 1_000_000;

	/**
	 * What futures and hops may allocate, in bytes.
	 */
	private static final long FRAMEWORK = 10_000;

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final Executor propagating = ContextExecutorService.wrap(this.executor,
			ContextSnapshotFactory.builder().build()::captureAll);

	private final AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Stages.class);

	private final Stages stages = this.context.getBean(Stages.class);

	@BeforeEach
	void warmUp() throws Exception {
		this.stages.on(this.executor).toCompletableFuture().get(1, TimeUnit.MINUTES);
		this.stages.on(this.propagating).toCompletableFuture().get(1, TimeUnit.MINUTES);
		this.stages.given(CompletableFuture.completedFuture("a"));
		this.executor.submit(() -> "after the futures' callbacks").get(1, TimeUnit.MINUTES);
		this.context.getBean(ProfileRegistry.class).reset();
	}

	@AfterEach
	void close() {
		assertThat(ProfileScope.capture()).isNull();
		this.executor.shutdownNow();
		this.context.close();
	}

	@Test
	void bytesOfAnExecutorThatIsFollowedAreExact() throws Exception {
		this.stages.on(this.propagating);
		ProfileSnapshot profile = endedProfile("on");
		assertThat(profile.count()).isEqualTo(1);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.totalBytes()).isBetween(2L * MEGABYTE, 2L * MEGABYTE + FRAMEWORK);
	}

	@Test
	void bytesOfAnExecutorThatIsNotFollowedArePartial() throws Exception {
		CompletableFuture<Object> gate = new CompletableFuture<>();
		this.executor.submit(() -> gate.get(1, TimeUnit.MINUTES));
		this.stages.on(this.executor);
		gate.complete("go");
		ProfileSnapshot profile = endedProfile("on");
		assertThat(profile.quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile.totalBytes()).isBetween((long) MEGABYTE, MEGABYTE + FRAMEWORK);
	}

	@Test
	void nothingIsRecordedBeforeTheStageEnds() throws Exception {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		assertThat(this.stages.given(pending)).isSameAs(pending);
		assertThat(profile("given").count()).isZero();
		pending.complete("value");
		assertThat(profile("given").count()).isEqualTo(1);
		assertThat(profile("given").exceptions()).isEmpty();
	}

	@Test
	void stageThatHasEndedIsExact() {
		this.stages.given(CompletableFuture.completedFuture("value"));
		assertThat(profile("given").quality()).isEqualTo(Quality.EXACT);
		assertThat(profile("given").totalBytes()).isEqualTo(1016);
	}

	@Test
	void failureIsCountedByTheClassOfItsCause() {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		CompletableFuture<Object> dependent = pending.thenApply((value) -> value);
		this.stages.given(dependent);
		pending.completeExceptionally(new IllegalStateException("expected"));
		assertThat(profile("given").exceptions()).containsOnlyKeys("java.lang.IllegalStateException");
	}

	@Test
	void cancellationIsCounted() {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		CompletionStage<Object> returned = this.stages.given(pending);
		returned.toCompletableFuture().cancel(true);
		assertThat(pending.isCancelled()).isTrue();
		assertThat(profile("given").count()).isEqualTo(1);
		assertThat(profile("given").exceptions()).containsOnlyKeys(CancellationException.class.getName());
	}

	@Test
	void subclassOfAFutureIsReturnedAsItIs() {
		OwnFuture own = new OwnFuture();
		assertThat(this.stages.own(own)).isSameAs(own);
		assertThat(profile("own").count()).isZero();
		own.cancel(false);
		assertThat(profile("own").count()).isEqualTo(1);
		assertThat(profile("own").exceptions()).containsOnly(entry(CancellationException.class.getName(), 1L));
	}

	@Test
	void exceptionInsteadOfAStageIsCounted() {
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> this.stages.on(null));
		assertThat(profile("on").count()).isEqualTo(1);
		assertThat(profile("on").exceptions()).containsOnlyKeys("java.lang.NullPointerException");
	}

	@Test
	void noStageAtAllEndsTheCall() {
		assertThat(this.stages.given(null)).isNull();
		assertThat(profile("given").count()).isEqualTo(1);
	}

	@Test
	void stageThatCannotBeObservedIsReturnedAllTheSame() {
		CompletableFuture<Object> stubborn = new CompletableFuture<>() {

			@Override
			public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
				throw new UnsupportedOperationException("expected");
			}

		};
		assertThat(this.stages.given(stubborn)).isSameAs(stubborn);
		assertThat(profile("given").quality()).isEqualTo(Quality.PARTIAL);
	}

	private ProfileSnapshot endedProfile(String method) throws Exception {
		this.executor.submit(() -> "after the futures' callbacks").get(1, TimeUnit.MINUTES);
		return profile(method);
	}

	private ProfileSnapshot profile(String method) {
		return new Profiles(this.context).get("Stages." + method);
	}

	static final class OwnFuture extends CompletableFuture<Object> {

	}

	@Profiled
	static class Stages {

		public OwnFuture own(OwnFuture future) {
			return future;
		}

		public CompletionStage<Object> on(@Nullable Executor executor) {
			byte[] own = new byte[MEGABYTE];
			return CompletableFuture.supplyAsync(() -> new byte[MEGABYTE], executor).thenApply((array) -> own);
		}

		public @Nullable CompletionStage<Object> given(@Nullable CompletionStage<Object> stage) {
			return (new byte[1000].length > 0) ? stage : null;
		}

	}

}
