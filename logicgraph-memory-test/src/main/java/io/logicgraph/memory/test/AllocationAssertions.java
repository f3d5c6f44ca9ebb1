package io.logicgraph.memory.test;

import java.util.Objects;
import java.util.concurrent.Callable;

import io.logicgraph.memory.profile.ProfileRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Entry points for assertions on what code allocates.
 *
 * <pre>{@code
 * assertThatAllocationOf(() -> service.quote(order)).isAtMost("2KB");
 * }</pre>
 *
 * The work is repeated: until what it allocates has settled if it is within its budget,
 * else for a second more, in case that the compiler brings it under. What counts is the
 * least of the last runs. So the work has to bear repetition, and what it allocates in
 * some runs only, such as for a buffer that grows, is not seen.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class AllocationAssertions {

	private AllocationAssertions() {
	}

	/**
	 * Assert on what a call with a result allocates: on the current thread, and on the
	 * threads that it is followed to, until it returns. If it returns a
	 * {@link java.util.concurrent.CompletionStage}, until that ends. The result is kept
	 * for a moment, as a caller would. The box of a primitive result is left out.
	 * @param work the call
	 * @return the assertion
	 */
	public static AllocationAssert assertThatAllocationOf(Callable<?> work) {
		return new AllocationAssert(new CallWork(Objects.requireNonNull(work, "work")));
	}

	/**
	 * Assert on what a call without a result allocates: on the current thread, and on the
	 * threads that it is followed to, until it returns.
	 * @param work the call
	 * @return the assertion
	 */
	public static AllocationAssert assertThatAllocationOf(ThrowingCallable work) {
		Objects.requireNonNull(work, "work");
		return new AllocationAssert(new CallWork(() -> {
			call(work);
			return null;
		}));
	}

	/**
	 * Assert on what each request allocates in the application that answers it, from the
	 * beginning to the end of its observation {@code http.server.requests}. What the
	 * client allocates is left out. Requests with different routes, methods or statuses
	 * are looked at apart, and each has to be within the budget.
	 * @param profiles the bean of that type of the application, to which nobody else
	 * sends requests meanwhile
	 * @param requests sends one request or more, and waits for the answers: with
	 * {@code MockMvc}, {@code WebTestClient}, {@code TestRestTemplate} or any other
	 * client
	 * @return the assertion
	 */
	public static AllocationAssert assertThatAllocationOfRequests(ProfileRegistry profiles, ThrowingCallable requests) {
		return new AllocationAssert(new RequestWork(Objects.requireNonNull(profiles, "profiles"),
				Objects.requireNonNull(requests, "requests")));
	}

	private static void call(ThrowingCallable work) throws Exception {
		try {
			work.call();
		}
		catch (Throwable ex) {
			throw CallWork.<RuntimeException>sneaky(ex);
		}
	}

}
