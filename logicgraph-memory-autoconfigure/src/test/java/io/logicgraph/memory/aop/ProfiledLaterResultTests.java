package io.logicgraph.memory.aop;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ProfileScope;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiled methods whose result is worked off later.
 */
class ProfiledLaterResultTests {

	private static final int MEGABYTE = 1_000_000;

	private final AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Results.class);

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final Results results = this.context.getBean(Results.class);

	@AfterEach
	void close() {
		this.executor.shutdown();
		this.context.close();
	}

	@Test
	void futureThatIsNotDoneIsPartial() throws Exception {
		CountDownLatch mayEnd = new CountDownLatch(1);
		Future<?> future = this.results.future(this.executor, mayEnd);
		mayEnd.countDown();
		future.get();
		assertThat(profile("future").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile("future").totalBytes()).isLessThan(MEGABYTE);
	}

	@Test
	void futureThatIsDoneIsExact() {
		this.results.doneFuture();
		assertThat(profile("doneFuture").quality()).isEqualTo(Quality.EXACT);
		assertThat(profile("doneFuture").totalBytes()).isGreaterThanOrEqualTo(MEGABYTE);
	}

	@Test
	void streamIsPartial() {
		assertThat(this.results.stream().count()).isEqualTo(10);
		assertThat(profile("stream").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void publisherAndStageBehindAnObjectArePartial() {
		((Mono<?>) this.results.monoAsObject()).block();
		((CompletableFuture<?>) this.results.futureAsObject()).complete(null);
		assertThat(profile("monoAsObject").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile("futureAsObject").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void resultThatRefusesToAnswerReachesTheCallerAndLeavesNoScope() {
		assertThat(this.results.minimalStageAsObject()).isInstanceOf(CompletionStage.class);
		assertThat(this.results.brokenFuture()).isNotNull();
		for (String method : List.of("minimalStageAsObject", "brokenFuture")) {
			assertThat(profile(method).count()).isEqualTo(1);
			assertThat(profile(method).quality()).isEqualTo(Quality.PARTIAL);
		}
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void publisherThatCannotBeReplacedIsPartial() {
		this.results.connectable().autoConnect().blockLast();
		assertThat(profile("connectable").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void callEndsWhenItReturnsWhatIsWorkedOffByTheCaller() throws Exception {
		this.results.supplier().get();
		this.results.callable().call();
		this.results.iterator().next();
		for (String method : List.of("supplier", "callable", "iterator")) {
			assertThat(profile(method).quality()).isEqualTo(Quality.EXACT);
			assertThat(profile(method).totalBytes()).isLessThan(MEGABYTE);
		}
	}

	@Test
	void finishedValuesBehindAnObjectAreExact() {
		this.results.listAsObject();
		this.results.list();
		assertThat(profile("listAsObject").quality()).isEqualTo(Quality.EXACT);
		assertThat(profile("list").quality()).isEqualTo(Quality.EXACT);
	}

	private ProfileSnapshot profile(String method) {
		return new Profiles(this.context).get("Results." + method);
	}

	@Profiled
	static class Results {

		public Future<?> future(ExecutorService executor, CountDownLatch mayEnd) {
			return executor.submit(() -> {
				mayEnd.await();
				Allocations.allocate(MEGABYTE);
				return null;
			});
		}

		public Future<String> doneFuture() {
			Allocations.allocate(MEGABYTE);
			return CompletableFuture.completedFuture("done");
		}

		public Stream<Integer> stream() {
			return IntStream.range(0, 10).mapToObj((i) -> {
				Allocations.allocate(MEGABYTE);
				return i;
			}).filter((i) -> i >= 0);
		}

		public Object monoAsObject() {
			return Mono.fromRunnable(() -> Allocations.allocate(MEGABYTE));
		}

		public Object futureAsObject() {
			return new CompletableFuture<>();
		}

		public Object minimalStageAsObject() {
			return CompletableFuture.completedStage("done");
		}

		public Future<String> brokenFuture() {
			return new FutureTask<>(() -> "done") {

				@Override
				public boolean isDone() {
					throw new IllegalStateException("expected");
				}

			};
		}

		public ConnectableFlux<Integer> connectable() {
			return Flux.just(1, 2).doOnNext((i) -> Allocations.allocate(MEGABYTE)).publish();
		}

		public Supplier<Integer> supplier() {
			return Results::allocate;
		}

		public Callable<Integer> callable() {
			return Results::allocate;
		}

		public Iterator<Integer> iterator() {
			return Stream.generate(Results::allocate).iterator();
		}

		public Object listAsObject() {
			return List.of(1, 2);
		}

		public List<Integer> list() {
			return List.of(1, 2);
		}

		private static Integer allocate() {
			Allocations.allocate(MEGABYTE);
			return 1;
		}

	}

}
