package io.logicgraph.memory.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The books of profiled calls on some thousand virtual threads; for ten minutes with
 * {@code -Psoak}.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadCallsTests {

	private static final int THREADS = 3000;

	@Test
	@SuppressWarnings("try")
	void booksBalance() throws Exception {
		try (VirtualThreadMetering metering = VirtualThreadMetering.start();
				AnnotationConfigApplicationContext context = ProfiledContexts.start(true,
						VirtualThreadCalls.Books.class, VirtualThreadCalls.Inner.class,
						VirtualThreadCalls.Outer.class)) {
			assertThat(VirtualThreadMetering.isActive()).as("%s", VirtualThreadMetering.unavailableReason()).isTrue();
			VirtualThreadCalls.Books books = context.getBean(VirtualThreadCalls.Books.class);
			AtomicInteger left = new AtomicInteger(THREADS);
			VirtualThreadCalls calls = new VirtualThreadCalls(context.getBean(VirtualThreadCalls.Outer.class), books,
					() -> left.getAndDecrement() > 0);
			List<Thread> lanes = new ArrayList<>();
			calls.start(lanes);
			calls.await(lanes);
			assertThat(calls.threads()).isEqualTo(THREADS);
			Profiles profiles = new Profiles(context);
			books.assertBalanced(profiles.get("outer"), profiles.get("inner"));
		}
	}

}
