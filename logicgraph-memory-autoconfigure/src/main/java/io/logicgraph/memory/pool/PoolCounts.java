package io.logicgraph.memory.pool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a pool counts. Guarded by the pool's lock, but for misuses and overdue leases,
 * which any thread may count at any time.
 * <p>
 * Leases of an entry in a stripe are counted by the entry, and added here when it leaves
 * the stripe. At rest, {@code acquired = released + active + lost}.
 * <p>
 * Plain fields, since a {@link StackOverflowError} strikes where a method is called:
 * between an event and its count there must be no call.
 */
final class PoolCounts {

	final long[] discarded = new long[DiscardReason.values().length];

	long created;

	long reused;

	long released;

	long lost;

	/**
	 * Most contexts that the pool kept at a time.
	 */
	int peak;

	private final LongAdder[] misuses = adders(MisuseKind.values().length);

	private final LongAdder overdue = new LongAdder();

	void misused(MisuseKind kind) {
		this.misuses[kind.ordinal()].increment();
	}

	void overdue(int leases) {
		this.overdue.add(leases);
	}

	/**
	 * Return the statistics.
	 * @param leases leases from stripes that are not counted here
	 * @param returns returns to stripes that are not counted here
	 * @param idle number of idle contexts
	 * @param retained bytes of idle contexts
	 */
	PoolStats stats(long leases, long returns, int idle, long retained) {
		long reused = this.reused + leases;
		long released = this.released + returns;
		long acquired = this.created + reused;
		return new PoolStats(acquired, reused, this.created, idle, this.peak, acquired - released - this.lost, released,
				retained, counts(DiscardReason.class, this.discarded),
				counts(LeakKind.class, new long[] { this.overdue.sum(), this.lost }),
				counts(MisuseKind.class, sums(this.misuses)));
	}

	private static LongAdder[] adders(int count) {
		LongAdder[] adders = new LongAdder[count];
		for (int i = 0; i < count; i++) {
			adders[i] = new LongAdder();
		}
		return adders;
	}

	private static long[] sums(LongAdder[] adders) {
		long[] sums = new long[adders.length];
		for (int i = 0; i < sums.length; i++) {
			sums[i] = adders[i].sum();
		}
		return sums;
	}

	private static <E extends Enum<E>> Map<E, Long> counts(Class<E> type, long[] counts) {
		Map<E, Long> map = new EnumMap<>(type);
		for (E constant : type.getEnumConstants()) {
			map.put(constant, counts[constant.ordinal()]);
		}
		return Collections.unmodifiableMap(map);
	}

}
