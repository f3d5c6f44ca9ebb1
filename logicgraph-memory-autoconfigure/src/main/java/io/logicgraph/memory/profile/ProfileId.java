package io.logicgraph.memory.profile;

import java.util.Objects;

/**
 * What a {@link Profile} is of.
 *
 * @param name name of the profile
 * @param className name of the class, simple unless profiled classes share it, or an
 * empty string
 * @param methodName name of the method, with the types of its parameters if it is
 * overloaded, or an empty string
 * @since 0.7.0
 */
public record ProfileId(String name, String className, String methodName) {

	/**
	 * Check the parts.
	 */
	public ProfileId {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(className, "className");
		Objects.requireNonNull(methodName, "methodName");
	}

}
