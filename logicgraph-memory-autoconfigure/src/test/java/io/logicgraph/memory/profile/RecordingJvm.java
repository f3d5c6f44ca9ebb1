package io.logicgraph.memory.profile;

import java.time.Duration;
import java.util.OptionalLong;

import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.LeakDetection;
import io.logicgraph.memory.pool.LeakKind;
import io.logicgraph.memory.pool.PoolConfig;

/**
 * Starts a recording if that is possible, measures, leaks a context, and ends. Started by
 * {@link RecordingJvmTests}.
 */
final class RecordingJvm {

	private RecordingJvm() {
	}

	public static void main(String[] args) throws InterruptedException {
		AllocationRecorder recorder = new AllocationRecorder(new ProfileRegistry());
		String reason = recorder.unavailableReason();
		if (reason != null) {
			System.out.println("unavailable: " + reason);
		}
		else {
			recorder.start(Duration.ofMinutes(10), 100);
			System.out.println(recorder.recording().state());
		}
		OptionalLong bytes = MemoryProfiler.measure("work", () -> new byte[1000]).bytes();
		System.out.println("bytes: " + bytes.orElseThrow());
		ContextPool pool = new ContextPool(PoolConfig.builder().leakDetection(LeakDetection.FULL).build());
		pool.acquire();
		while (pool.stats().leaked().get(LeakKind.GC) == 0) {
			System.gc();
			Thread.sleep(10);
		}
		System.out.println("leaks: " + pool.stats().leaked().get(LeakKind.GC));
	}

}
