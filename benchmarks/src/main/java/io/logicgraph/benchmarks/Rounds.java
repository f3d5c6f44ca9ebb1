package io.logicgraph.benchmarks;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;

/**
 * What {@link Comparison} measures, one round of it at a time. Compiled against one
 * version of the library and run with another.
 */
final class Rounds {

	static final int EXECUTIONS = 10_000;

	private final ContextPool pool = new ContextPool();

	private final String[] keys = GraphKeys.first(20);

	private final Object[] values = GraphKeys.values(20);

	private int sink;

	private Rounds() {
	}

	/**
	 * Return what runs {@value #EXECUTIONS} executions of the given kind.
	 */
	static Runnable of(String kind) throws ReflectiveOperationException {
		Rounds rounds = new Rounds();
		return switch (kind) {
			case "flights" -> flights();
			case "20-new-values" -> rounds::newValues;
			case "20-same-values" -> rounds::sameValues;
			case "lease-close" -> rounds::leaseAndClose;
			case "acquire-release" -> rounds::acquireAndRelease;
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

	private void newValues() {
		for (int n = 0; n < EXECUTIONS; n++) {
			try (PooledContext context = this.pool.lease()) {
				for (int i = 0; i < this.keys.length; i++) {
					context.set(this.keys[i], Double.valueOf(i));
				}
				this.sink += context.size();
			}
		}
	}

	private void sameValues() {
		for (int n = 0; n < EXECUTIONS; n++) {
			try (PooledContext context = this.pool.lease()) {
				for (int i = 0; i < this.keys.length; i++) {
					context.set(this.keys[i], this.values[i]);
				}
				this.sink += context.size();
			}
		}
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
