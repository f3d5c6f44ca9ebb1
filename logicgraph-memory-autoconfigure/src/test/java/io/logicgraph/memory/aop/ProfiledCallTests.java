package io.logicgraph.memory.aop;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.internal.ProfileScope;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
