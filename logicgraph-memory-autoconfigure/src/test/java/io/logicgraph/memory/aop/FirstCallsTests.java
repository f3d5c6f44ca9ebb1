package io.logicgraph.memory.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import io.logicgraph.memory.profile.Profiled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reflection allocates at the first calls of a method, which must not be counted.
 */
class FirstCallsTests {

	/**
	 * Beyond the 16th and the 128th call, at which JDK 17 and later ones change how they
	 * invoke a method, and well before the optimizing compiler starts.
	 */
	private static final int CALLS = 140;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void areCountedToTheByte(boolean proxyTargetClass) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(proxyTargetClass,
				AnnotatedBlocks.class)) {
			assertCounted(context, "AnnotatedBlocks.");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocks", "execution(* *..Blocks.*(..))" })
	void areCountedToTheByteWherePatternsTellThem(String pattern) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(List.of(pattern), List.of(),
				Blocks.class)) {
			assertCounted(context, "Blocks.");
		}
	}

	private static void assertCounted(BeanFactory context, String prefix) {
		Work work = context.getBean(Work.class);
		List<Long> bytes = new ArrayList<>();
		Profiles profiles = new Profiles(context);
		repeat((i) -> work.block(), () -> assertThat(profiles.get(prefix + "block").lastBytes()).isEqualTo(1_000_016));
		repeat((i) -> work.blockOf(i, "text"),
				() -> assertThat(profiles.get(prefix + "blockOf").lastBytes()).isBetween(16L, 200L));
		repeat((i) -> work.nothing(i, 2, 3, 4, 5), () -> bytes.add(profiles.get(prefix + "nothing").lastBytes()));
		assertThat(bytes.subList(0, 20)).containsOnly(0L);
		// When HotSpot queues a method for compilation, it may make the string literals
		// of its class on the thread that happens to call it.
		assertThat(bytes).filteredOn((count) -> count != 0).hasSizeLessThan(3).allMatch((count) -> count < 1024);
	}

	private static void repeat(IntConsumer call, Runnable check) {
		for (int i = 0; i < CALLS; i++) {
			call.accept(i);
			check.run();
		}
	}

	interface Work {

		Object block();

		Object blockOf(int size, String text);

		void nothing(int a, long b, double c, int d, int e);

	}

	@Profiled
	static class AnnotatedBlocks extends Blocks {

	}

	static class Blocks implements Work {

		@Override
		public Object block() {
			return new byte[1_000_000];
		}

		@Override
		public Object blockOf(int size, String text) {
			return new byte[size];
		}

		@Override
		public void nothing(int a, long b, double c, int d, int e) {
		}

	}

}
