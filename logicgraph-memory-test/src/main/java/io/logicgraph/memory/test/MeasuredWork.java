package io.logicgraph.memory.test;

import java.util.Map;
import java.util.Set;

/**
 * Work that can be repeated and says each time what it allocated.
 */
interface MeasuredWork {

	/**
	 * Do the work once.
	 * @return what was allocated, by what allocated it
	 * @throws Exception if the work throws it
	 */
	Map<String, Figure> run() throws Exception;

	/**
	 * Return the methods, by class and name, that call what is measured. What the current
	 * thread does elsewhere is not.
	 */
	Set<String> callers();

	/**
	 * Return what to do where the bytes are unknown.
	 */
	String adviceIfUnavailable();

	/**
	 * Return what to do where some of the work could not be followed.
	 */
	String adviceIfPartial();

}
