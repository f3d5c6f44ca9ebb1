package io.logicgraph.benchmarks;

import java.util.Arrays;
import java.util.Random;

/**
 * In which order, and which, of its keys a graph sets at each execution. A graph whose
 * nodes fire by condition leaves some out.
 */
public enum KeyOrder {

	/**
	 * All keys in the same order.
	 */
	SAME {

		@Override
		String[] plan(int keys, int number, Random random) {
			return GraphKeys.first(keys);
		}

	},

	/**
	 * One key left out, another one each time.
	 */
	ONE_LEFT_OUT {

		@Override
		String[] plan(int keys, int number, Random random) {
			String leftOut = GraphKeys.first(keys)[random.nextInt(keys)];
			return Arrays.stream(GraphKeys.first(keys)).filter((key) -> !key.equals(leftOut)).toArray(String[]::new);
		}

	},

	/**
	 * Each key left out with a probability of one third.
	 */
	THIRD_LEFT_OUT {

		@Override
		String[] plan(int keys, int number, Random random) {
			return Arrays.stream(GraphKeys.first(keys)).filter((key) -> random.nextInt(3) != 0).toArray(String[]::new);
		}

	},

	/**
	 * All keys, from another one on each time.
	 */
	ROTATED {

		@Override
		String[] plan(int keys, int number, Random random) {
			String[] twice = new String[2 * keys];
			System.arraycopy(GraphKeys.first(keys), 0, twice, 0, keys);
			System.arraycopy(twice, 0, twice, keys, keys);
			int start = random.nextInt(keys);
			return Arrays.copyOfRange(twice, start, start + keys);
		}

	},

	/**
	 * Two graphs in turn, which have no key in common.
	 */
	TWO_GRAPHS {

		@Override
		String[] plan(int keys, int number, Random random) {
			String[] both = GraphKeys.first(2 * keys);
			return (number % 2 == 0) ? Arrays.copyOf(both, keys) : Arrays.copyOfRange(both, keys, 2 * keys);
		}

	};

	/**
	 * So many that a branch predictor doesn't know them by heart. A power of two.
	 */
	static final int PLANS = 64;

	/**
	 * Return the keys of {@value #PLANS} executions, the same ones in each JVM.
	 * @param keys number of keys of the graph
	 */
	String[][] plans(int keys) {
		Random random = new Random(keys);
		String[][] plans = new String[PLANS][];
		for (int number = 0; number < PLANS; number++) {
			plans[number] = plan(keys, number, random);
		}
		return plans;
	}

	abstract String[] plan(int keys, int number, Random random);

}
