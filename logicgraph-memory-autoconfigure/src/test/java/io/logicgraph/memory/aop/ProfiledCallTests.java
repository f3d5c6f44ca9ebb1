package io.logicgraph.memory.aop;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Profiled calls that end the stack, that call themselves, and that run while the JVM
 * doesn't count.
 */
class ProfiledCallTests {

	private static final long BLOCK_BYTES = 1016;

	private static final int LEVELS = 30;

	private static final int OFFSETS = 300;

	private static final int STACK_BYTES = 256 * 1024;

	private final AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Calls.class);

	private final Calls calls = this.context.getBean(Calls.class);

	private final Profiles profiles = new Profiles(this.context);

	@AfterEach
	void close() {
		assertThat(ProfileScope.capture()).isNull();
		this.context.close();
	}

	@Test
	void endOfTheStackIsCountedOnce() {
		this.profiles.settle(this.calls::block);
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(this.calls::overflow);
		assertThat(ProfileScope.capture()).isNull();
		ProfileSnapshot profile = profile("overflow");
		assertThat(profile.count()).isEqualTo(1);
		assertThat(profile.unmeasured()).isZero();
		assertThat(profile.exceptions()).containsOnly(entry(StackOverflowError.class.getName(), 1L));
		assertNextCallIsExact();
	}

	/**
	 * The error may strike anywhere within the library. Where, depends on how deep the
	 * stack was at the start.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "synchronous", "caught", "stage" })
	void endOfTheStackWithinAProfiledCallLeavesNoScopeBehind(String kind) throws Exception {
		this.profiles.settle(this.calls::block);
		for (int offset = 0; offset < OFFSETS; offset++) {
			int frames = offset;
			FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
				descend(frames, () -> this.calls.catchOverflow(kind, this.calls));
				assertThat(ProfileScope.capture()).isNull();
				this.calls.block();
			}, null);
			new Thread(null, task, "overflow", STACK_BYTES).start();
			task.get();
		}
		assertThat(profile("block").count()).isEqualTo(OFFSETS);
		assertThat(profile("block").totalBytes()).isEqualTo(OFFSETS * BLOCK_BYTES);
		assertThat(profile("block").quality()).isEqualTo(Quality.EXACT);
	}

	private static void descend(int frames, Runnable work) {
		if (frames > 0) {
			descend(frames - 1, work);
		}
		else {
			work.run();
		}
	}

	@Test
	void recursionCountsEachLevelAndOwnBytesAddUp() {
		this.profiles.settle(() -> this.calls.recurse(1, this.calls));
		this.calls.recurse(LEVELS, this.calls);
		ProfileSnapshot profile = profile("recurse");
		assertThat(profile.count()).isEqualTo(LEVELS);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		// The outermost call, which includes the others.
		long all = profile.maxBytes();
		assertThat(profile.selfBytes()).isEqualTo(all);
		// What is no block is what a level needs to call the next one through the proxy.
		long proxyBytes = (all - LEVELS * BLOCK_BYTES) / (LEVELS - 1);
		assertThat(all).isEqualTo(LEVELS * BLOCK_BYTES + (LEVELS - 1) * proxyBytes);
		assertThat(proxyBytes).isBetween(0L, BLOCK_BYTES);
		// Each level includes those below it.
		assertThat(profile.totalBytes())
			.isEqualTo((LEVELS + 1) * LEVELS / 2 * BLOCK_BYTES + LEVELS * (LEVELS - 1) / 2 * proxyBytes);
		assertThat(profile.lastBytes()).isEqualTo(all);
	}

	@Test
	void callsAreUnmeasuredWhileTheCountIsSwitchedOff() {
		this.profiles.settle(this.calls::block);
		whileCountIsSwitchedOff(() -> {
			this.calls.block();
			this.calls.stage().join();
			this.calls.mono().block();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.calls::fail);
		});
		for (String method : List.of("block", "stage", "mono", "fail")) {
			assertUnmeasured(profile(method));
		}
		assertThat(profile("fail").exceptions()).containsOnly(entry(IllegalStateException.class.getName(), 1L));
		this.calls.block();
		ProfileSnapshot profile = profile("block");
		assertThat(profile.count()).isEqualTo(1);
		assertThat(profile.totalBytes()).isEqualTo(BLOCK_BYTES);
		assertThat(profile.quality()).isEqualTo(Quality.PARTIAL);
	}

	@Test
	void callIsUnmeasuredIfTheCountIsSwitchedOnOrOffMeanwhile() {
		whileCountIsSwitchedOff(() -> this.calls.doWhile(() -> counter().setThreadAllocatedMemoryEnabled(true)));
		assertUnmeasured(profile("doWhile"));
		this.profiles.reset();
		try {
			this.calls.doWhile(() -> counter().setThreadAllocatedMemoryEnabled(false));
		}
		finally {
			counter().setThreadAllocatedMemoryEnabled(true);
		}
		assertUnmeasured(profile("doWhile"));
	}

	private static void assertUnmeasured(ProfileSnapshot profile) {
		assertThat(profile.count()).isZero();
		assertThat(profile.unmeasured()).isEqualTo(1);
		assertThat(profile.totalBytes()).isNull();
		assertThat(profile.lastBytes()).isNull();
		assertThat(profile.quality()).isEqualTo(Quality.UNAVAILABLE);
	}

	private void assertNextCallIsExact() {
		long count = profile("block").count();
		this.calls.block();
		assertThat(profile("block").count()).isEqualTo(count + 1);
		assertThat(profile("block").lastBytes()).isEqualTo(BLOCK_BYTES);
		assertThat(profile("block").quality()).isEqualTo(Quality.EXACT);
	}

	private static void whileCountIsSwitchedOff(Runnable work) {
		counter().setThreadAllocatedMemoryEnabled(false);
		try {
			work.run();
		}
		finally {
			counter().setThreadAllocatedMemoryEnabled(true);
		}
	}

	private static ThreadMXBean counter() {
		return ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
	}

	private ProfileSnapshot profile(String method) {
		return this.profiles.get("Calls." + method);
	}

	@Profiled
	static class Calls {

		private volatile @Nullable Object sink;

		public void block() {
			this.sink = new byte[1000];
		}

		public void overflow() {
			descend(0);
		}

		public void catchOverflow(String kind, Calls proxy) {
			try {
				switch (kind) {
					case "synchronous" -> proxy.overflowInProxy(proxy);
					case "stage" -> proxy.overflowInStage(proxy);
					default -> proxy.overflowAndCatch(proxy);
				}
			}
			catch (StackOverflowError ex) {
				this.sink = ex;
			}
		}

		public void overflowInProxy(Calls proxy) {
			proxy.overflowInProxy(proxy);
		}

		/**
		 * Hide the error from all proxies but the innermost.
		 */
		public void overflowAndCatch(Calls proxy) {
			try {
				proxy.overflowAndCatch(proxy);
			}
			catch (StackOverflowError ex) {
				this.sink = ex;
			}
		}

		public CompletableFuture<Object> overflowInStage(Calls proxy) {
			return proxy.overflowInStage(proxy);
		}

		private int descend(int depth) {
			return 1 + descend(depth + 1);
		}

		public void recurse(int levels, Calls proxy) {
			this.sink = new byte[1000];
			if (levels > 1) {
				proxy.recurse(levels - 1, proxy);
			}
		}

		public CompletableFuture<Object> stage() {
			return CompletableFuture.completedFuture(new byte[1000]);
		}

		public Mono<Object> mono() {
			return Mono.fromSupplier(() -> new byte[1000]);
		}

		public void fail() {
			throw new IllegalStateException("expected");
		}

		public void doWhile(Runnable work) {
			work.run();
			this.sink = new byte[1000];
		}

	}

}
