package io.logicgraph.memory.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.Profiled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static io.logicgraph.memory.profile.ExactBytes.assertExact;

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
		Profiles profiles = new Profiles(context);
		assertExact(1_000_016, repeat((i) -> work.block(), () -> profiles.get(prefix + "block").lastBytes()));
		assertExact(24,
				repeat((i) -> work.blockOf(i % 8 + 1, "text"), () -> profiles.get(prefix + "blockOf").lastBytes()));
		assertExact(0, repeat((i) -> work.nothing(i, 2, 3, 4, 5), () -> profiles.get(prefix + "nothing").lastBytes()));
	}

	private static List<Long> repeat(IntConsumer call, Supplier<Long> bytes) {
		List<Long> all = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			call.accept(i);
			all.add(bytes.get());
		}
		return all;
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
