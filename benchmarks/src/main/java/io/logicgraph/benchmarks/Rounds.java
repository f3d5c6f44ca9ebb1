package io.logicgraph.benchmarks;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;

/**
 * What {@link Comparison} measures, one round of it at a time. Compiled against one
 * version of the library and run with another.
 */
final class Rounds {

	static final int EXECUTIONS = 10_000;

	private static final int KEYS = 20;

	private final ContextPool pool = new ContextPool();

	private final String[][] plans;

	private final Object[] values = GraphKeys.values(KEYS);

	private int sink;

	private Rounds(KeyOrder order) {
		this.plans = order.plans(KEYS);
	}

	/**
	 * Return what there is to measure.
	 */
	static List<String> kinds() {
		List<String> kinds = new ArrayList<>(List.of("flights", "lease-close", "acquire-release"));
		for (KeyOrder order : KeyOrder.values()) {
			for (String values : new String[] { "new", "same" }) {
				for (String kind : new String[] { "pooled", "context", "map" }) {
					kinds.add(kind + " " + values + " " + order);
				}
			}
		}
		return kinds;
	}

	/**
	 * Return what runs {@value #EXECUTIONS} executions of the given kind.
	 */
	static Runnable of(String kind) throws ReflectiveOperationException {
		String[] parts = kind.split(" ");
		Rounds rounds = new Rounds((parts.length > 1) ? KeyOrder.valueOf(parts[2]) : KeyOrder.SAME);
		boolean fresh = parts.length > 1 && parts[1].equals("new");
		return switch (parts[0]) {
			case "flights" -> flights();
			case "lease-close" -> rounds::leaseAndClose;
			case "acquire-release" -> rounds::acquireAndRelease;
			case "pooled" -> fresh ? rounds::pooledNew : rounds::pooledSame;
			case "context" -> () -> rounds.contexts(fresh);
			case "map" -> () -> rounds.maps(fresh);
			default -> throw new IllegalArgumentException(kind);
		};
	}

	/**
	 * By reflection, since they are private in older versions.
	 */
	private static Runnable flights() throws ReflectiveOperationException {
		Constructor<Flights> constructor = Flights.class.getDeclaredConstructor(boolean.class);
		constructor.setAccessible(true);
		Flights flights = constructor.newInstance(true);
		Method executeAll = Flights.class.getDeclaredMethod("executeAll");
		executeAll.setAccessible(true);
		return () -> {
			try {
				executeAll.invoke(flights);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	private void pooledNew() {
		for (int n = 0; n < EXECUTIONS; n++) {
			String[] keys = plan(n);
			try (PooledContext context = this.pool.lease()) {
				for (int i = 0; i < keys.length; i++) {
					context.set(keys[i], Double.valueOf(i));
				}
				this.sink += context.size();
			}
		}
	}

	private void pooledSame() {
		for (int n = 0; n < EXECUTIONS; n++) {
			String[] keys = plan(n);
			try (PooledContext context = this.pool.lease()) {
				for (int i = 0; i < keys.length; i++) {
					context.set(keys[i], this.values[i]);
				}
				this.sink += context.size();
			}
		}
	}

	private void contexts(boolean fresh) {
		for (int n = 0; n < EXECUTIONS; n++) {
			String[] keys = plan(n);
			Context context = new Context();
			for (int i = 0; i < keys.length; i++) {
				context.set(keys[i], fresh ? Double.valueOf(i) : this.values[i]);
			}
			this.sink += context.size();
		}
	}

	private void maps(boolean fresh) {
		for (int n = 0; n < EXECUTIONS; n++) {
			String[] keys = plan(n);
			Map<String, Object> map = new HashMap<>();
			for (int i = 0; i < keys.length; i++) {
				map.put(keys[i], fresh ? Double.valueOf(i) : this.values[i]);
			}
			this.sink += map.size();
		}
	}

	private String[] plan(int execution) {
		return this.plans[execution & (KeyOrder.PLANS - 1)];
	}

	private void leaseAndClose() {
		for (int n = 0; n < EXECUTIONS; n++) {
			try (PooledContext context = this.pool.lease()) {
				this.sink += context.size();
			}
		}
	}

	private void acquireAndRelease() {
		for (int n = 0; n < EXECUTIONS; n++) {
			Context context = this.pool.acquire();
			this.pool.release(context);
		}
	}

}
