package io.logicgraph.memory.internal;

import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import io.logicgraph.memory.GarbageCollections;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.Allocations.Result;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.logicgraph.memory.profile.Allocations.allocate;
import static io.logicgraph.memory.profile.ExactBytes.assertExact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ProfileScope}.
 */
class ProfileScopeTests {

	private static final int OBJECT_WITHOUT_FIELDS = 16;

	private final Result outerResult = new Result();

	private final Result result = new Result();

	private final Result innerResult = new Result();

	@BeforeAll
	static void loadClasses() {
		allocate(16);
		Allocations.onNewThread(() -> {
		});
	}

	@AfterEach
	void noScopeIsLeftOnTheThread() {
		assertThat(ThreadLedger.ofProfiles().scope()).isNull();
	}

	@Test
	void nothingIsZeroBytes() {
		for (int i = 0; i < 20_000; i++) {
			ProfileScope.open(this.result).close(null);
		}
		assertExact(0, this.result.allBytes());
		assertThat(this.result.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void countsEachByteColdAndHot() {
		for (int i = 0; i < 20_000; i++) {
			ProfileScope scope = ProfileScope.open(this.result);
			allocate(1_016);
			scope.close(null);
		}
		assertExact(1_016, this.result.allBytes());
	}

	@Test
	void whatScopesThemselvesNeedIsNotCounted() {
		Counting counting = new Counting();
		for (int i = 0; i < 100_000; i++) {
			ProfileScope outer = ProfileScope.open(counting);
			ProfileScope.open(counting).close(null);
			outer.close(null);
		}
		assertThat(counting.calls).isEqualTo(200_000);
		assertThat(counting.bytes).isZero();
	}

	@Test
	void closingALocalScopeAgainDoesNotCloseAnotherOne() {
		ProfileScope closed = ProfileScope.open(this.innerResult);
		closed.close(null);
		ProfileScope open = ProfileScope.open(this.result);
		allocate(1_000);
		closed.close(null);
		allocate(2_000);
		open.close(null);
		assertThat(this.result.allBytes()).containsExactly(3_000L);
		assertThat(this.innerResult.measuredCount()).isEqualTo(1);
	}

	@Test
	void threadKeepsNeitherItsLedgerNorWhatTheScopesReportedTo() {
		Result sink = new Result();
		WeakReference<Result> reported = new WeakReference<>(sink);
		ProfileScope outer = ProfileScope.open(sink);
		ProfileScope.open(sink).close(null);
		ProfileScope observed = ObservedScopes.start(sink, null);
		ObservedScopes.enter(observed);
		ObservedScopes.exit(observed);
		observed.close(null);
		outer.close(null);
		sink = null;
		outer = null;
		observed = null;
		GarbageCollections.until("the sink is not kept", () -> reported.refersTo(null));
	}

	@Test
	void ledgerIsKeptWhileAnObservationIsEntered() {
		ProfileScope observed = ObservedScopes.start(this.result, null);
		ObservedScopes.enter(observed);
		ObservedScopes.enter(null);
		WeakReference<ThreadLedger> ledger = new WeakReference<>(ThreadLedger.ofProfiles());
		WeakReference<Object> collected = new WeakReference<>(new Object());
		GarbageCollections.until("garbage is collected", () -> collected.refersTo(null));
		assertThat(ledger.get()).isNotNull();
		allocate(1_000);
		ObservedScopes.exit(null);
		allocate(2_000);
		ObservedScopes.exit(observed);
		observed.close(null);
		assertThat(this.result.allBytes()).containsExactly(2_000L);
	}

	@Test
	void nestedBytesBelongToTheOuterScopeToo() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		allocate(1_000);
		ProfileScope scope = ProfileScope.open(this.result);
		allocate(2_000);
		ProfileScope inner = ProfileScope.open(this.innerResult);
		allocate(4_000);
		inner.close(null);
		scope.close(null);
		allocate(8_000);
		outer.close(null);
		assertThat(this.innerResult.bytes()).isEqualTo(4_000);
		assertThat(this.result.bytes()).isEqualTo(6_000);
		assertThat(this.result.selfBytes()).isEqualTo(2_000);
		assertThat(this.outerResult.bytes()).isEqualTo(15_000);
		assertThat(this.outerResult.selfBytes()).isEqualTo(9_000);
	}

	@Test
	void sharedScopesNestLikeLocalOnes() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		allocate(1_000);
		ProfileScope scope = ProfileScope.openShared(this.result);
		allocate(2_000);
		ProfileScope inner = ProfileScope.open(this.innerResult);
		allocate(4_000);
		inner.close(null);
		scope.close(null);
		allocate(8_000);
		outer.close(null);
		assertThat(this.innerResult.bytes()).isEqualTo(4_000);
		assertThat(this.result.bytes()).isEqualTo(6_000);
		assertThat(this.result.selfBytes()).isEqualTo(2_000);
		assertThat(this.outerResult.bytes()).isEqualTo(15_000);
		assertThat(this.outerResult.selfBytes()).isEqualTo(9_000);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void whatASinkAllocatesIsNotChargedToTheOuterScope() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		for (int i = 0; i < 100; i++) {
			ProfileScope.open(new Wasteful()).close(null);
		}
		outer.close(null);
		// The sinks themselves are the caller's doing.
		assertThat(this.outerResult.bytes()).isEqualTo(100L * OBJECT_WITHOUT_FIELDS);
	}

	@Test
	void recursionCountsEachLevelOnce() {
		Result[] results = new Result[100];
		recurse(results, 0);
		for (int depth = 0; depth < results.length; depth++) {
			assertThat(results[depth].bytes()).isEqualTo((results.length - depth) * 1_000L);
			assertThat(results[depth].selfBytes()).isEqualTo(1_000);
		}
	}

	private static void recurse(Result[] results, int depth) {
		if (depth < results.length) {
			results[depth] = exclude(Result::new);
			ProfileScope scope = ProfileScope.open(results[depth]);
			allocate(1_000);
			recurse(results, depth + 1);
			scope.close(null);
		}
	}

	private static <T> T exclude(Supplier<T> supplier) {
		ProfileScope scope = ProfileScope.attach(null);
		try {
			return supplier.get();
		}
		finally {
			ProfileScope.attach(scope);
		}
	}

	@Test
	void hasTheErrorInItsResult() {
		IllegalStateException error = new IllegalStateException();
		ProfileScope.open(this.result).close(error);
		assertThat(this.result.error()).isSameAs(error);
	}

	@Test
	void aFailingSinkLeavesTheThreadInOrder() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.open(new Failing());
		scope.close(null);
		ProfileScope afterwards = ThreadLedger.ofProfiles().scope();
		outer.close(null);
		assertThat(afterwards).isSameAs(outer);
		assertThat(this.outerResult.bytes()).isLessThan(1_000);
	}

	@Test
	void localScopesClosedOutOfOrderAreExact() {
		ProfileScope outermost = ProfileScope.open(this.outerResult);
		ProfileScope first = ProfileScope.open(this.result);
		allocate(1_000);
		ProfileScope second = ProfileScope.open(this.innerResult);
		allocate(2_000);
		first.close(null);
		allocate(4_000);
		second.close(null);
		allocate(8_000);
		outermost.close(null);
		assertThat(this.result.bytes()).isEqualTo(3_000);
		assertThat(this.result.selfBytes()).isEqualTo(1_000);
		assertThat(this.result.quality()).isEqualTo(Quality.EXACT);
		assertThat(this.result.lateBytes()).isZero();
		assertThat(this.innerResult.bytes()).isEqualTo(6_000);
		assertThat(this.outerResult.bytes()).isEqualTo(15_000);
		assertThat(this.outerResult.selfBytes()).isEqualTo(8_000);
	}

	@Test
	void sharedScopesClosedOutOfOrderAreExact() {
		ProfileScope outermost = ProfileScope.openShared(this.outerResult);
		ProfileScope first = ProfileScope.openShared(this.result);
		allocate(1_000);
		ProfileScope second = ProfileScope.openShared(this.innerResult);
		allocate(2_000);
		outermost.close(null);
		allocate(4_000);
		first.close(null);
		allocate(8_000);
		second.close(null);
		assertThat(this.outerResult.bytes()).isEqualTo(3_000);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.EXACT);
		assertThat(this.result.bytes()).isEqualTo(7_000);
		assertThat(this.innerResult.bytes()).isEqualTo(14_000);
	}

	@Test
	void closingASharedScopeAgainDoesNothing() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		allocate(1_000);
		scope.close(null);
		allocate(2_000);
		scope.close(null);
		Allocations.onNewThread(() -> scope.close(new IllegalStateException()));
		assertThat(this.result.measuredCount()).isOne();
		assertThat(this.result.error()).isNull();
		assertThat(this.result.bytes()).isEqualTo(1_000);
		outer.close(null);
	}

	@Test
	void closingALocalScopeOnAnotherThreadIsRefused() {
		ProfileScope scope = ProfileScope.open(this.result);
		Allocations.onNewThread(() -> assertThatIllegalStateException().isThrownBy(() -> scope.close(null))
			.withMessageContaining("another thread"));
		Allocations.onNewThread(() -> assertThatIllegalStateException().isThrownBy(() -> ProfileScope.attach(scope)));
		scope.close(null);
		assertThat(this.result.measuredCount()).isOne();
	}

	@Test
	void closingFromAnotherThreadTakesWhatTheOpeningThreadAllocated() {
		CountDownLatch allocated = new CountDownLatch(1);
		long before = Allocations.counter();
		ProfileScope outer = ProfileScope.openShared(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		FutureTask<@Nullable Void> closing = new FutureTask<>(() -> {
			allocated.await();
			scope.close(null);
			return null;
		});
		new Thread(closing).start();
		allocate(1_000_000);
		allocated.countDown();
		Allocations.get(closing);
		assertThat(this.result.bytes()).isBetween(1_000_000L, Allocations.counter() - before);
		assertThat(this.result.quality()).isEqualTo(Quality.EXACT);
		allocate(2_000_000);
		outer.close(null);
		// This thread never left the scope, so what came later is late to it.
		assertThat(this.result.lateBytes()).isGreaterThanOrEqualTo(2_000_000);
		assertThat(this.result.bytes() + this.result.lateBytes()).isEqualTo(this.outerResult.bytes());
	}

	@Test
	void aThreadWhoseScopeWasClosedElsewhereReturnsToTheOuterOne() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		Allocations.onNewThread(() -> scope.close(null));
		scope.close(null);
		assertThat(ThreadLedger.ofProfiles().scope()).isSameAs(outer);
		assertThat(this.result.measuredCount()).isOne();
		outer.close(null);
	}

	@Test
	void theOuterScopeMayBeClosedWhileTheThreadIsInAClosedOne() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		Allocations.onNewThread(() -> scope.close(null));
		outer.close(null);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void countsWhatAttachedThreadsAllocate() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.open(this.result);
		ProfileScope captured = ProfileScope.capture();
		scope.suspend();
		assertThat(captured).isSameAs(scope);
		Allocations.onNewThread(() -> {
			allocate(1_000);
			ProfileScope previous = ProfileScope.attach(captured);
			allocate(2_000);
			ProfileScope inner = ProfileScope.open(this.innerResult);
			allocate(4_000);
			inner.close(null);
			ProfileScope.attach(previous);
			allocate(8_000);
		});
		scope.close(null);
		outer.close(null);
		assertThat(this.innerResult.bytes()).isEqualTo(4_000);
		assertThat(this.result.bytes()).isEqualTo(6_000);
		assertThat(this.result.selfBytes()).isEqualTo(2_000);
		assertThat(this.result.quality()).isEqualTo(Quality.EXACT);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void attachingAgainChangesNothing() {
		ProfileScope scope = ProfileScope.openShared(this.result);
		allocate(1_000);
		for (int i = 0; i < 10; i++) {
			ProfileScope previous = ProfileScope.attach(scope);
			assertThat(previous).isSameAs(scope);
			ProfileScope.attach(previous);
		}
		scope.close(null);
		assertThat(this.result.bytes()).isGreaterThanOrEqualTo(1_000);
	}

	@Test
	void attachingNothingToAnIdleThreadDoesNotAllocate() {
		Allocations.onNewThread(() -> {
			assertThat(ProfileScope.attach(null)).isNull();
			assertThat(ProfileScope.capture()).isNull();
			assertThat(ThreadLedger.existing()).isNull();
			long before = Allocations.counter();
			for (int i = 0; i < 1_000; i++) {
				ProfileScope.attach(null);
				ProfileScope.capture();
			}
			assertThat(Allocations.counter() - before).isZero();
		});
	}

	@Test
	void aThreadThatStillWorksWhenItsScopeEndsIsCountedUpToThere() throws InterruptedException {
		ProfileScope scope = ProfileScope.openShared(this.result);
		scope.suspend();
		CountDownLatch allocated = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		FutureTask<@Nullable Void> work = new FutureTask<>(() -> {
			ProfileScope.attach(scope);
			allocate(1_000_000);
			allocated.countDown();
			closed.await();
			allocate(2_000_000);
			ProfileScope.attach(null);
			allocate(4_000_000);
			return null;
		});
		new Thread(work).start();
		allocated.await();
		scope.close(null);
		closed.countDown();
		Allocations.get(work);
		assertThat(this.result.bytes()).isBetween(1_000_000L, 1_010_000L);
		assertThat(this.result.lateBytes()).isBetween(2_000_000L, 2_010_000L);
		assertThat(this.result.quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void lateBytesBelongToTheOuterScopeThatIsStillOpen() {
		ProfileScope outer = ProfileScope.openShared(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		scope.close(null);
		outer.suspend();
		Allocations.onNewThread(() -> {
			ProfileScope previous = ProfileScope.attach(scope);
			allocate(1_000);
			ProfileScope.attach(previous);
		});
		outer.close(null);
		assertThat(this.result.bytes()).isZero();
		assertThat(this.result.lateBytes()).isEqualTo(1_000);
		assertThat(this.outerResult.lateBytes()).isZero();
		assertThat(this.outerResult.bytes() - this.outerResult.selfBytes()).isEqualTo(1_000);
	}

	@Test
	void aScopeThatEndsWhileANestedOneGoesOnElsewhereIsPartial() throws InterruptedException {
		ProfileScope outermost = ProfileScope.openShared(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		scope.suspend();
		outermost.suspend();
		CountDownLatch allocated = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		FutureTask<@Nullable Void> work = new FutureTask<>(() -> {
			ProfileScope previous = ProfileScope.attach(scope);
			ProfileScope inner = ProfileScope.open(this.innerResult);
			allocate(1_000_000);
			allocated.countDown();
			closed.await();
			inner.close(null);
			ProfileScope.attach(previous);
			return null;
		});
		new Thread(work).start();
		allocated.await();
		scope.close(null);
		closed.countDown();
		Allocations.get(work);
		outermost.close(null);
		assertThat(this.result.quality()).isEqualTo(Quality.PARTIAL);
		assertThat(this.result.bytes()).isLessThan(10_000);
		assertThat(this.result.lateBytes()).isEqualTo(this.innerResult.bytes());
		assertThat(this.innerResult.bytes()).isBetween(1_000_000L, 1_010_000L);
		assertThat(this.innerResult.quality()).isEqualTo(Quality.EXACT);
		assertThat(this.outerResult.bytes()).isGreaterThanOrEqualTo(1_000_000);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void scopesOpenedInAClosedOneAreOnTheirOwn() {
		ProfileScope scope = ProfileScope.openShared(this.result);
		scope.close(null);
		ProfileScope previous = ProfileScope.attach(scope);
		ProfileScope inner = ProfileScope.open(this.innerResult);
		allocate(1_000);
		inner.close(null);
		ProfileScope.attach(previous);
		assertThat(this.innerResult.bytes()).isEqualTo(1_000);
	}

	@Test
	void aThreadThatCouldNotBeFollowedMakesItPartial() {
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ProfileScope scope = ProfileScope.openShared(this.result);
		assertThat(scope.isFollowedHere()).isTrue();
		scope.suspend();
		assertThat(scope.isFollowedHere()).isFalse();
		assertThat(outer.isFollowedHere()).isTrue();
		Allocations.onNewThread(() -> {
			assertThat(scope.isFollowedHere()).isFalse();
			scope.missedSome();
			scope.close(null);
		});
		outer.close(null);
		assertThat(this.result.quality()).isEqualTo(Quality.PARTIAL);
		assertThat(this.outerResult.quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void aThreadThatEndsWithinTheScopeMakesItPartial() {
		ProfileScope scope = ProfileScope.openShared(this.result);
		scope.suspend();
		Thread thread = new Thread(() -> ProfileScope.attach(scope));
		thread.start();
		join(thread);
		scope.close(null);
		assertThat(this.result.quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void observationsNestIndependentlyOfProfiles() {
		Result observed = new Result();
		ProfileScope observation = ObservedScopes.start(observed, null);
		ProfileScope outer = ProfileScope.open(this.outerResult);
		ObservedScopes.enter(observation);
		allocate(1_000);
		ProfileScope inner = ProfileScope.open(this.innerResult);
		allocate(2_000);
		ObservedScopes.exit(observation);
		allocate(4_000);
		inner.close(null);
		outer.close(null);
		observation.close(null);
		assertThat(observed.bytes()).isEqualTo(3_000);
		assertThat(observed.selfBytes()).isEqualTo(3_000);
		assertThat(this.innerResult.bytes()).isEqualTo(6_000);
		assertThat(this.outerResult.bytes()).isEqualTo(7_000);
		assertThat(this.outerResult.selfBytes()).isEqualTo(1_000);
	}

	@Test
	void whatAProfileNeedsIsNotChargedToAnObservation() {
		Result observed = new Result();
		ProfileScope observation = ObservedScopes.start(observed, null);
		Wasteful sink = new Wasteful();
		ObservedScopes.enter(observation);
		ProfileScope first = ProfileScope.open(sink);
		allocate(1_000);
		first.close(null);
		ProfileScope second = ProfileScope.openShared(sink);
		allocate(1_000);
		second.close(null);
		ObservedScopes.exit(observation);
		observation.close(null);
		assertThat(observed.bytes()).isEqualTo(2_000);
	}

	@Test
	void bytesOfScopesAndOfNoScopeAddUpToTheThreadsCounter() {
		Allocations.onNewThread(() -> {
			long start = ThreadLedger.ofProfiles().unscopedBytes();
			ProfileScope.attach(ProfileScope.openShared(new Wasteful()));
			ThreadLedger ledger = ThreadLedger.ofProfiles();
			ledger.scope().close(null);
			ledger.switchTo(null, Allocations.counter());
			long before = Allocations.counter();
			long unscopedBefore = ledger.unscopedBytes();
			allocate(1_000);
			ProfileScope scope = ProfileScope.open(this.result);
			allocate(2_000);
			ProfileScope nested = ProfileScope.openShared(this.innerResult);
			allocate(4_000);
			nested.close(null);
			scope.close(null);
			ledger.switchTo(null, Allocations.counter());
			long after = Allocations.counter();
			assertThat(start).isNotNegative();
			assertThat(this.result.bytes()).isEqualTo(6_000);
			assertThat(this.result.bytes() + ledger.unscopedBytes() - unscopedBefore).isEqualTo(after - before);
		});
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Counting implements ScopeSink {

		private long calls;

		private long bytes;

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			this.calls++;
			this.bytes += bytes;
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
		}

		@Override
		public void late(long bytes, long nestedBytes) {
		}

	}

	private static final class Wasteful implements ScopeSink {

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			allocate(100_000);
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
		}

		@Override
		public void late(long bytes, long nestedBytes) {
		}

	}

	private static final class Failing implements ScopeSink {

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public void measured(long bytes, long nestedBytes, boolean complete, @Nullable Throwable error) {
			throw new IllegalStateException("sink");
		}

		@Override
		public void unmeasured(@Nullable Throwable error) {
		}

		@Override
		public void late(long bytes, long nestedBytes) {
		}

	}

}
