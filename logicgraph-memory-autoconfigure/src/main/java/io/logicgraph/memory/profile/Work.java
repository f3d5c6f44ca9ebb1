package io.logicgraph.memory.profile;

/**
 * Work that {@link MemoryProfiler} profiles.
 *
 * @param <T> the type of the result
 * @param <E> the type of exception that the work throws
 * @since 0.7.0
 */
@FunctionalInterface
public interface Work<T, E extends Exception> {

	/**
	 * Do the work.
	 * @return the result
	 * @throws E if the work fails
	 */
	T run() throws E;

}
