package io.logicgraph.memory.profile;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Map;

import io.logicgraph.memory.profile.FrameSamples.Trace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is made of samples, without a recorder.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class SampledCallsTests {

	private final ProfileRegistry registry = new ProfileRegistry();

	private final FrameSamples samples = this.registry.frameSamples();

	private final Profile outer = this.registry.profile(new ProfileId("outer", "", ""));

	private final Profile inner = this.registry.profile(new ProfileId("inner", "", ""));

	@BeforeEach
	void activate() throws Exception {
		this.samples.activate(true);
		this.registry.sampleOnVirtualThreads(this.outer, method("outer"), Caller.class);
		this.registry.sampleOnVirtualThreads(this.inner, method("inner"), Caller.class);
	}

	@Test
	void callsShareTheBytesOfTheirSamples() {
		call(this.outer, null);
		call(this.outer, new IOException());
		sample(1_000, "inner", "outer", "call");
		settle();
		ProfileSnapshot snapshot = this.outer.snapshot();
		assertThat(snapshot.count()).isEqualTo(2);
		assertThat(snapshot.totalBytes()).isEqualTo(1_000);
		assertThat(snapshot.meanBytes()).isEqualTo(500);
		assertThat(snapshot.maxBytes()).isEqualTo(500);
		assertThat(snapshot.exceptions()).isEqualTo(Map.of("java.io.IOException", 1L));
		assertThat(snapshot.quality()).isEqualTo(Quality.SAMPLED);
		assertThat(snapshot.unmeasured()).isZero();
	}

	@Test
	void nestedCallsGetTheSampleToo() {
		call(this.inner, null);
		call(this.outer, null);
		sample(1_000, "inner", "call", "outer", "call");
		settle();
		assertThat(this.inner.snapshot().selfBytes()).isEqualTo(1_000);
		assertThat(this.outer.snapshot().totalBytes()).isEqualTo(1_000);
		assertThat(this.outer.snapshot().selfBytes()).isZero();
	}

	@Test
	void methodThatIsCalledPastItsProxyGetsNoSample() {
		call(this.inner, null);
		call(this.outer, null);
		sample(1_000, "inner", "outer", "outer", "call");
		settle();
		assertThat(this.outer.snapshot().totalBytes()).isEqualTo(1_000);
		assertThat(this.inner.snapshot().totalBytes()).isNull();
	}

	@Test
	void callWithoutAnySampleIsNeverZeroBytes() {
		call(this.outer, null);
		settle();
		assertThat(this.outer.snapshot().totalBytes()).isNull();
		assertThat(this.outer.snapshot().unmeasured()).isEqualTo(1);
		assertThat(this.outer.snapshot().quality()).isEqualTo(Quality.UNAVAILABLE);
		call(this.outer, null);
		sample(100, "outer", "call");
		settle();
		assertThat(this.outer.snapshot().meanBytes()).isEqualTo(50);
		assertThat(this.outer.snapshot().unmeasured()).isZero();
	}

	@Test
	void sampleOfACallThatStillRunsWaitsForItsEnd() {
		sample(100, "outer", "call");
		settle();
		assertThat(this.outer.snapshot().totalBytes()).isNull();
		call(this.outer, null);
		settle();
		assertThat(this.outer.snapshot().totalBytes()).isEqualTo(100);
	}

	@Test
	void callsThatNeverGetASampleAreUnmeasuredInTheEnd() {
		onVirtualThread(() -> {
			for (int i = 0; i <= SampledCalls.MOST_WAITING; i++) {
				this.outer.unmeasured(null);
			}
		});
		settle();
		sample(100, "outer", "call");
		call(this.outer, null);
		settle();
		assertThat(this.outer.snapshot().unmeasured()).isEqualTo(SampledCalls.MOST_WAITING + 1);
		assertThat(this.outer.snapshot().count()).isEqualTo(1);
	}

	@Test
	void profilesThatOneFrameStandsForAreNotSampled() throws Exception {
		Profile twin = this.registry.profile(new ProfileId("twin", "", ""));
		this.registry.sampleOnVirtualThreads(twin, method("outer"), Caller.class);
		call(twin, null);
		call(this.outer, null);
		sample(100, "outer", "call");
		settle();
		assertThat(twin.snapshot().quality()).isEqualTo(Quality.UNAVAILABLE);
		assertThat(this.outer.snapshot().quality()).isEqualTo(Quality.UNAVAILABLE);
	}

	@Test
	void platformThreadsCallIsNotSampled() {
		this.outer.unmeasured(null);
		sample(100, "outer", "call");
		settle();
		assertThat(this.outer.snapshot().quality()).isEqualTo(Quality.UNAVAILABLE);
	}

	@Test
	void resetForgetsCallsAndSamples() {
		call(this.outer, null);
		sample(100, "outer", "call");
		this.registry.reset();
		settle();
		assertThat(this.outer.snapshot().count()).isZero();
		assertThat(this.outer.snapshot().unmeasured()).isZero();
	}

	private void call(Profile profile, @Nullable Throwable error) {
		onVirtualThread(() -> profile.unmeasured(error));
	}

	private void settle() {
		this.samples.cut();
		this.samples.settle();
	}

	private void sample(long bytes, String... frames) {
		Trace trace = this.samples.trace(bytes);
		for (String frame : frames) {
			trace.frame((frame.equals("call") ? Caller.class : Work.class).getName(), frame, "()V");
		}
	}

	private static Method method(String name) throws NoSuchMethodException {
		return Work.class.getDeclaredMethod(name);
	}

	private static void onVirtualThread(Runnable work) {
		try {
			Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
			thread.join();
		}
		catch (ReflectiveOperationException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Work {

		void outer() {
		}

		void inner() {
		}

	}

	static class Caller {

	}

}
