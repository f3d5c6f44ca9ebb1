package io.logicgraph.memory.aop;

import java.io.File;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.Allocations;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiled methods whose result is worked off later.
 */
class ProfiledLaterResultTests {

	/**
	 * Far more than the classes need that a first call may load, in bytes.
	 */
	private static final int BLOCK = 16_000_000;

	/**
	 * What futures and hops may allocate, in bytes.
	 */
	private static final long FRAMEWORK = 100_000;

	private final AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Results.class, Outer.class);

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final Results results = this.context.getBean(Results.class);

	@AfterEach
	void close() {
		this.executor.shutdown();
		this.context.close();
	}

	@Test
	void optionalLibrariesMayBeMissing() throws Exception {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Stream.of("spring-web", "reactive-streams", "reactor-core").noneMatch(entry::contains))
			.collect(Collectors.joining(File.pathSeparator));
		assertThat(ForkedJvm.runWithClassPath(classPath, WithoutOptionalLibraries.class))
			.contains("text false, callable true, stream true");
	}

	@Test
	void futureThatIsNotDoneIsPartial() throws Exception {
		CountDownLatch mayEnd = new CountDownLatch(1);
		Future<?> future = this.results.future(this.executor, mayEnd);
		mayEnd.countDown();
		future.get();
		assertThat(profile("future").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile("future").totalBytes()).isLessThan(BLOCK);
	}

	@Test
	void futureThatIsDoneIsExact() {
		this.results.doneFuture();
		assertThat(profile("doneFuture").quality()).isEqualTo(Quality.EXACT);
		assertThat(profile("doneFuture").totalBytes()).isGreaterThanOrEqualTo(BLOCK);
	}

	@Test
	void streamIsPartial() {
		assertThat(this.results.stream().count()).isEqualTo(10);
		assertThat(profile("stream").quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void publisherBehindAnObjectIsPartial() {
		((Mono<?>) this.results.monoAsObject()).block();
		Flow.Publisher<?> publisher = (Flow.Publisher<?>) this.results.flowAsObject();
		JdkFlowAdapter.flowPublisherToFlux(publisher).blockLast();
		assertThat(profile("monoAsObject").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile("flowAsObject").quality()).isEqualTo(Quality.PARTIAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "stageAsObject", "stageAsFuture" })
	void stageBehindAnObjectOrAFutureIsFollowedToItsEnd(String method) throws Exception {
		// The first call loads classes.
		callAndFollow(method);
		new Profiles(this.context).reset();
		callAndFollow(method);
		assertThat(profile(method).quality()).isEqualTo(Quality.EXACT);
		assertThat(profile(method).totalBytes()).isBetween(2L * BLOCK, 2L * BLOCK + FRAMEWORK);
		// The outer call ended before.
		ProfileSnapshot outer = new Profiles(this.context).get("Outer.call");
		assertThat(outer.quality()).isEqualTo(Quality.PARTIAL);
		assertThat(outer.selfBytes()).isLessThan(FRAMEWORK);
	}

	private void callAndFollow(String method) throws Exception {
		Executor following = ContextExecutorService.wrap(this.executor,
				ContextSnapshotFactory.builder().build()::captureAll);
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.context.getBean(Outer.class)
			.call(() -> method.equals("stageAsObject") ? this.results.stageAsObject(following, mayEnd)
					: this.results.stageAsFuture(following, mayEnd));
		assertThat(ProfileScope.capture()).isNull();
		assertThat(profile(method).count()).isZero();
		mayEnd.countDown();
		this.executor.submit(() -> "after the future's callback").get();
		assertThat(profile(method).count()).isEqualTo(1);
	}

	@Test
	void stageBehindAnObjectThatEndsUnseenIsPartial() {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		assertThat(this.results.given(pending)).isSameAs(pending);
		Allocations.allocate(BLOCK);
		pending.completeExceptionally(new IllegalStateException("expected"));
		assertThat(profile("given").count()).isEqualTo(1);
		assertThat(profile("given").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile("given").totalBytes()).isLessThan(BLOCK);
		assertThat(profile("given").exceptions()).containsOnlyKeys("java.lang.IllegalStateException");
	}

	@Test
	void stageBehindAnObjectThatHasEndedIsExact() {
		assertThat(this.results.given(CompletableFuture.completedStage("done"))).isInstanceOf(CompletionStage.class);
		assertThat(profile("given").count()).isEqualTo(1);
		assertThat(profile("given").quality()).isEqualTo(Quality.EXACT);
	}

	@Test
	void stageIsNotFollowedWhereTheMethodLeftItsScope() {
		this.results.leaveScopeAndReturnStage();
		assertThat(profile("leaveScopeAndReturnStage").count()).isEqualTo(1);
		assertThat(profile("leaveScopeAndReturnStage").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void resultThatRefusesToAnswerReachesTheCallerAndLeavesNoScope() {
		assertThat(this.results.brokenFuture()).isNotNull();
		assertThat(profile("brokenFuture").count()).isEqualTo(1);
		assertThat(profile("brokenFuture").quality()).isEqualTo(Quality.PARTIAL);
		assertThat(ProfileScope.capture()).isNull();
	}

	@Test
	void publisherThatCannotBeReplacedIsPartial() {
		this.results.connectable().autoConnect().blockLast();
		this.results.parallel().sequential().blockLast();
		for (String method : List.of("connectable", "parallel")) {
			assertThat(profile(method).quality()).isEqualTo(Quality.PARTIAL);
			assertThat(profile(method).totalBytes()).isLessThan(BLOCK);
		}
	}

	@Test
	void typeWithoutValuesThatSpringCanAdaptIsPartial() {
		ReactiveAdapterRegistry.getSharedInstance()
			.registerReactiveType(ReactiveTypeDescriptor.noValue(Completable.class, Completable::new),
					(completable) -> Mono.empty(), (publisher) -> new Completable());
		this.results.completable();
		assertThat(profile("completable").quality()).isEqualTo(Quality.PARTIAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferredResult", "webAsyncTask", "streamingBody", "sseEmitter",
			"callableAsObject", "streamingEntity", "streamingEntityAsObject" })
	void whatSpringMvcWorksOffLaterIsPartial(String method) {
		Object result = switch (method) {
			case "callable" -> this.results.callable();
			case "deferredResult" -> this.results.deferredResult();
			case "webAsyncTask" -> this.results.webAsyncTask();
			case "streamingBody" -> this.results.streamingBody();
			case "sseEmitter" -> this.results.sseEmitter();
			case "callableAsObject" -> this.results.callableAsObject();
			case "streamingEntity" -> this.results.streamingEntity();
			default -> this.results.streamingEntityAsObject();
		};
		assertThat(result).isNotNull();
		assertThat(profile(method).count()).isEqualTo(1);
		assertThat(profile(method).quality()).isEqualTo(Quality.PARTIAL);
		assertThat(profile(method).totalBytes()).isLessThan(BLOCK);
	}

	@Test
	void callEndsWhenItReturnsWhatIsWorkedOffByTheCaller() {
		this.results.supplier().get();
		this.results.iterator().next();
		for (String method : List.of("supplier", "iterator")) {
			assertThat(profile(method).quality()).isEqualTo(Quality.EXACT);
			assertThat(profile(method).totalBytes()).isLessThan(BLOCK);
		}
	}

	@Test
	void entityWithAValueIsExact() {
		this.results.entity();
		this.results.emptyEntity();
		assertThat(profile("entity").quality()).isEqualTo(Quality.EXACT);
		assertThat(profile("emptyEntity").quality()).isEqualTo(Quality.EXACT);
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
				Allocations.allocate(BLOCK);
				return null;
			});
		}

		public Future<String> doneFuture() {
			Allocations.allocate(BLOCK);
			return CompletableFuture.completedFuture("done");
		}

		public Stream<Integer> stream() {
			return IntStream.range(0, 10).mapToObj((i) -> {
				Allocations.allocate(BLOCK);
				return i;
			}).filter((i) -> i >= 0);
		}

		public Object monoAsObject() {
			return Mono.fromRunnable(() -> Allocations.allocate(BLOCK));
		}

		public Object flowAsObject() {
			return JdkFlowAdapter.publisherToFlowPublisher(Mono.fromRunnable(() -> Allocations.allocate(BLOCK)));
		}

		public Object given(CompletionStage<?> stage) {
			return stage;
		}

		public Object stageAsObject(Executor executor, CountDownLatch mayEnd) {
			Allocations.allocate(BLOCK);
			return CompletableFuture.supplyAsync(() -> allocateAfter(mayEnd), executor);
		}

		public Future<Integer> stageAsFuture(Executor executor, CountDownLatch mayEnd) {
			Allocations.allocate(BLOCK);
			return CompletableFuture.supplyAsync(() -> allocateAfter(mayEnd), executor);
		}

		public Object leaveScopeAndReturnStage() {
			ProfileScope.attach(null);
			return new CompletableFuture<>();
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
			return Flux.just(1, 2).doOnNext((i) -> Allocations.allocate(BLOCK)).publish();
		}

		public ParallelFlux<Integer> parallel() {
			return Flux.just(1, 2).parallel().doOnNext((i) -> Allocations.allocate(BLOCK));
		}

		public Completable completable() {
			return new Completable();
		}

		public Supplier<Integer> supplier() {
			return Results::allocate;
		}

		public Callable<Integer> callable() {
			return Results::allocate;
		}

		public Object callableAsObject() {
			return callable();
		}

		public DeferredResult<Integer> deferredResult() {
			return new DeferredResult<>();
		}

		public WebAsyncTask<Integer> webAsyncTask() {
			return new WebAsyncTask<>(Results::allocate);
		}

		public StreamingResponseBody streamingBody() {
			return (output) -> output.write(allocate());
		}

		public SseEmitter sseEmitter() {
			return new SseEmitter();
		}

		public ResponseEntity<StreamingResponseBody> streamingEntity() {
			return ResponseEntity.ok(streamingBody());
		}

		public Object streamingEntityAsObject() {
			return streamingEntity();
		}

		public ResponseEntity<String> entity() {
			return ResponseEntity.ok("done");
		}

		public ResponseEntity<Void> emptyEntity() {
			return ResponseEntity.noContent().build();
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
			Allocations.allocate(BLOCK);
			return 1;
		}

		private static Integer allocateAfter(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return allocate();
		}

	}

	@Profiled
	static class Outer {

		public Object call(Callable<Object> work) throws Exception {
			work.call();
			return "returned";
		}

	}

	/**
	 * Runs where Spring Web, Spring MVC and Reactive Streams are missing.
	 */
	static final class WithoutOptionalLibraries {

		private WithoutOptionalLibraries() {
		}

		public static void main(String[] args) {
			LaterResult object = Objects.requireNonNull(LaterResult.of(Object.class));
			System.out.printf("text %s, callable %s, stream %s%n", object.is("text"),
					object.is((Callable<String>) () -> "text"), object.is(Stream.of(1)));
		}

	}

	/**
	 * Like RxJava's.
	 */
	static class Completable {

	}

}
