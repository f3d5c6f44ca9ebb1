package io.logicgraph.memory.pool;

import java.util.function.Consumer;

import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReturnBias}.
 */
class ReturnBiasTests {

	private final ContextPool pool = new ContextPool("orders",
			PoolConfig.builder().leakDetection(LeakDetection.DISABLED).build());

	@Test
	void oneOfTwoThreadsEndsALease() throws Exception {
		assertThat(ReturnRaces.run(3000)).startsWith("3000 races");
	}

	@Test
	void oneOfTwoThreadsEndsALeaseInInterpretedCode() throws Exception {
		assertThat(ForkedJvm.run(ReturnRaces.class, "-Xint", "-Drounds=3000")).startsWith("3000 races");
	}

	@Test
	void staysOnWhileEachThreadReturnsWhatItTook() throws Exception {
		use(this.pool);
		onPlatformThread(() -> use(this.pool));
		use(this.pool);
		assertThat(bias().isOn()).isTrue();
		assertThat(bias().isRevoked()).isFalse();
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void staysOnWhenAHolderReleasesTwice() {
		use(this.pool);
		Context context = this.pool.acquire();
		this.pool.release(context);
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> this.pool.release(context));
		assertThat(bias().isOn()).isTrue();
	}

	@Test
	void staysOnForLeasesThatAreWatched() throws Exception {
		this.pool.reconfigure(this.pool.config().toBuilder().leakDetection(LeakDetection.FULL).build());
		PooledContext watched = this.pool.lease();
		onPlatformThread(watched::close);
		use(this.pool);
		assertThat(bias().isOn()).isTrue();
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void endsWhenAnotherThreadReturnsAContext() throws Exception {
		use(this.pool);
		PooledContext context = this.pool.lease();
		onPlatformThread(context::close);
		assertThat(bias().isRevoked()).isTrue();
		assertThatExceptionOfType(PoolMisuseException.class).isThrownBy(() -> this.pool.release(context));
		onPlatformThread(() -> use(this.pool));
		use(this.pool);
		assertThat(this.pool.stats().created()).isOne();
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void isNotForVirtualThreads() throws Exception {
		use(this.pool);
		PoolStress.started(true, () -> use(this.pool)).join();
		assertThat(bias().isRevoked()).isTrue();
		assertThat(this.pool.stats().reused()).isEqualTo(1);
		PoolBooks.assertBalanced(this.pool, 0);
	}

	@Test
	void endsWhenAnotherThreadTakesAHomeAway() throws Exception {
		takeHomeAway((pool) -> pool.reconfigure(PoolConfig.builder().maxPooled(1).build()));
		takeHomeAway(ContextPool::close);
	}

	private static void takeHomeAway(Consumer<ContextPool> change) throws InterruptedException {
		ContextPool pool = new ContextPool();
		try (PooledContext first = pool.lease(); PooledContext second = pool.lease()) {
			first.set("a", 1);
			second.set("a", 1);
		}
		PooledContext first = pool.lease();
		PooledContext second = pool.lease();
		onPlatformThread(() -> change.accept(pool));
		assertThat(bias(pool).isRevoked()).isTrue();
		first.close();
		second.close();
		PoolBooks.assertBalanced(pool, 0);
	}

	private ReturnBias bias() {
		return bias(this.pool);
	}

	private static ReturnBias bias(ContextPool pool) {
		return (ReturnBias) PoolBooks.field(ContextPool.class, "bias", pool);
	}

	private static void use(ContextPool pool) {
		try (PooledContext context = pool.lease()) {
			assertThat(context.isEmpty()).isTrue();
			context.set("key", "value");
		}
	}

	private static void onPlatformThread(Runnable work) throws InterruptedException {
		Thread thread = new Thread(work);
		thread.start();
		thread.join();
	}

}
