package io.logicgraph.memory.pool;

import java.time.Duration;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.metrics.MemoryMetrics;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Races between the operations of a {@link ContextPool}, for jcstress. In each of them
 * every holder must find its context empty, write its own mark into it, and still find
 * that mark once everything has happened.
 * <p>
 * A pool has a thread, so there is one for all rounds of a race and not one for each; the
 * rounds are side by side in time, which makes the races only tighter. The pools are
 * small, so that the actors fight for the same few contexts.
 */
public final class PoolInterleavings {

	private static final String MARK = "holder";

	private static final String FIRST = "first";

	private static final String SECOND = "second";

	private PoolInterleavings() {
	}

	static ContextPool pool(int maxPooled) {
		return new ContextPool("race",
				PoolConfig.builder()
					.maxPooled(maxPooled)
					.initialCapacity(1)
					.leakDetection(LeakDetection.DISABLED)
					.idleTimeout(Duration.ofNanos(1))
					.build(),
				new MemoryMetrics());
	}

	/**
	 * Hold a context for a moment.
	 * @return whether nobody else held it
	 */
	static boolean holdAlone(ContextPool pool, String mark) {
		try (PooledContext context = pool.lease()) {
			return mark(context, mark) && isMarked(context, mark);
		}
	}

	static boolean mark(Context context, String mark) {
		boolean empty = context.isEmpty();
		context.set(MARK, mark);
		return empty;
	}

	static boolean isMarked(Context context, String mark) {
		return context.size() == 1 && context.get(MARK) == mark;
	}

	static boolean isRefused(Runnable misuse) {
		try {
			misuse.run();
			return false;
		}
		catch (PoolMisuseException ex) {
			return true;
		}
	}

	/**
	 * What all races have in common.
	 */
	@JCStressMeta(EachHolderIsAlone.class)
	@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "Each holder was alone.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "Two holders shared a context.")
	public static final class EachHolderIsAlone {

		private EachHolderIsAlone() {
		}

	}

	/**
	 * Two threads acquire, and hold at the same time.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class AcquireAndAcquire {

		private static final ContextPool pool = pool(2);

		private Context first;

		private Context second;

		private boolean firstEmpty;

		private boolean secondEmpty;

		@Actor
		public void first() {
			this.first = pool.acquire();
			this.firstEmpty = mark(this.first, FIRST);
		}

		@Actor
		public void second() {
			this.second = pool.acquire();
			this.secondEmpty = mark(this.second, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.firstEmpty && isMarked(this.first, FIRST);
			result.r2 = this.secondEmpty && isMarked(this.second, SECOND);
			pool.release(this.first);
			pool.release(this.second);
		}

	}

	/**
	 * A context comes back while another thread acquires.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class ReleaseAndAcquire {

		private static final ContextPool pool = pool(2);

		private final Context held = pool.acquire();

		private final boolean heldEmpty = mark(this.held, FIRST);

		private Context second;

		private boolean secondEmpty;

		@Actor
		public void release(ZZ_Result result) {
			result.r1 = this.heldEmpty && isMarked(this.held, FIRST);
			pool.release(this.held);
		}

		@Actor
		public void acquire() {
			this.second = pool.acquire();
			this.secondEmpty = mark(this.second, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r2 = this.secondEmpty && isMarked(this.second, SECOND);
			pool.release(this.second);
		}

	}

	/**
	 * Two threads release the same context: one of them is refused. Both acquire then.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class ReleaseTwice {

		private static final ContextPool pool = pool(2);

		private final Context held = pool.acquire();

		private boolean firstRefused;

		private boolean secondRefused;

		private Context first;

		private Context second;

		@Actor
		public void first() {
			this.firstRefused = isRefused(() -> pool.release(this.held));
			this.first = pool.acquire().set(MARK, FIRST);
		}

		@Actor
		public void second() {
			this.secondRefused = isRefused(() -> pool.release(this.held));
			this.second = pool.acquire().set(MARK, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.firstRefused != this.secondRefused;
			result.r2 = isMarked(this.first, FIRST) && isMarked(this.second, SECOND);
			pool.release(this.first);
			pool.release(this.second);
		}

	}

	/**
	 * Two threads end the lease of an entry in a stripe: one of them succeeds.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class EndTwice {

		private static final ContextPool pool = pool(1);

		private static final long LEASE = 1;

		private final PoolEntry entry = new PoolEntry(pool, 1, new EntryRegistry(pool, new MemoryMetrics()));

		private boolean byFirst;

		private boolean bySecond;

		public EndTwice() {
			this.entry.free();
			this.entry.tryLease();
		}

		@Actor
		public void first() {
			this.byFirst = end();
		}

		@Actor
		public void second() {
			this.bySecond = end();
		}

		private boolean end() {
			if (!this.entry.tryEndInStripe(LEASE)) {
				return false;
			}
			this.entry.free();
			return true;
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			long state = this.entry.observe();
			result.r1 = this.byFirst != this.bySecond;
			result.r2 = PoolEntry.isFree(state) && PoolEntry.leaseOf(state) == LEASE + 1;
		}

	}

	/**
	 * A handle that was given back is used, closed and released while another thread
	 * holds the table behind it.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class StaleHandleAndNewLease {

		private static final ContextPool pool = pool(1);

		private final PooledContext stale = pool.lease();

		private Context second;

		private boolean secondEmpty;

		public StaleHandleAndNewLease() {
			this.stale.close();
		}

		@Actor
		public void misuse(ZZ_Result result) {
			boolean writeRefused = isRefused(() -> this.stale.set(MARK, FIRST));
			this.stale.close();
			result.r1 = writeRefused && isRefused(() -> pool.release(this.stale));
		}

		@Actor
		public void acquire() {
			this.second = pool.acquire();
			this.secondEmpty = mark(this.second, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r2 = this.secondEmpty && isMarked(this.second, SECOND);
			pool.release(this.second);
		}

	}

	/**
	 * A held context comes back while idle ones are let go, and another is acquired.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class ClearAndUse {

		private static final ContextPool pool = pool(2);

		private Context first;

		private boolean firstEmpty;

		@Actor
		public void use() {
			holdAlone(pool, FIRST);
			this.first = pool.acquire();
			this.firstEmpty = mark(this.first, FIRST);
		}

		@Actor
		public void clear(ZZ_Result result) {
			pool.clear();
			result.r2 = holdAlone(pool, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.firstEmpty && isMarked(this.first, FIRST);
			pool.release(this.first);
		}

	}

	/**
	 * The maximum changes, and with it the number of stripes, while contexts go out and
	 * come back.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class ReconfigureAndUse {

		private static final ContextPool pool = pool(4);

		private static final PoolConfig large = pool.config();

		private static final PoolConfig small = large.toBuilder().maxPooled(1).build();

		private Context first;

		private boolean firstEmpty;

		@Actor
		public void use() {
			holdAlone(pool, FIRST);
			this.first = pool.acquire();
			this.firstEmpty = mark(this.first, FIRST);
		}

		@Actor
		public void reconfigure(ZZ_Result result) {
			pool.reconfigure(small);
			boolean alone = holdAlone(pool, SECOND);
			pool.reconfigure(large);
			result.r2 = alone && holdAlone(pool, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.firstEmpty && isMarked(this.first, FIRST);
			pool.release(this.first);
		}

	}

	/**
	 * The housekeeper lets go what was idle for too long, which is everything here, while
	 * contexts go out and come back.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class EvictIdleAndUse {

		private static final ContextPool pool = pool(2);

		private Context first;

		private boolean firstEmpty;

		@Actor
		public void use() {
			holdAlone(pool, FIRST);
			this.first = pool.acquire();
			this.firstEmpty = mark(this.first, FIRST);
		}

		@Actor
		public void sweep(ZZ_Result result) {
			pool.sweep();
			result.r2 = holdAlone(pool, SECOND);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.firstEmpty && isMarked(this.first, FIRST);
			pool.release(this.first);
		}

	}

	/**
	 * A context that is out comes back while the pool is emptied and other threads
	 * acquire: it must not be handed out twice, nor lost from the books.
	 */
	@JCStressTest
	@JCStressMeta(EachHolderIsAlone.class)
	@State
	public static class ReleaseAndReconfigure {

		private static final ContextPool pool = pool(4);

		private static final PoolConfig large = pool.config();

		private static final PoolConfig small = large.toBuilder().maxPooled(1).build();

		private final Context held = pool.acquire();

		private final boolean heldEmpty = mark(this.held, FIRST);

		private Context second;

		private boolean secondEmpty;

		@Actor
		public void release(ZZ_Result result) {
			result.r1 = this.heldEmpty && isMarked(this.held, FIRST);
			pool.release(this.held);
			result.r1 &= isRefused(() -> pool.release(this.held));
		}

		@Actor
		public void reconfigure() {
			pool.reconfigure(small);
			this.second = pool.acquire();
			this.secondEmpty = mark(this.second, SECOND);
			pool.reconfigure(large);
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r2 = this.secondEmpty && isMarked(this.second, SECOND);
			pool.release(this.second);
		}

	}

}
