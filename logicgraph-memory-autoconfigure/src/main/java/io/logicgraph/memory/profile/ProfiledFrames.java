package io.logicgraph.memory.profile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds profiled methods on a stack. Methods of the same name in classes of the same
 * simple name can't be told apart, and are not found.
 */
final class ProfiledFrames {

	private final Map<String, String> profiles = new HashMap<>();

	ProfiledFrames(List<ProfileSnapshot> profiles) {
		Set<String> ambiguous = new HashSet<>();
		for (ProfileSnapshot profile : profiles) {
			String method = method(profile.className() + "." + profile.methodName().replaceFirst("\\(.*", ""));
			if (this.profiles.put(method, profile.name()) != null) {
				ambiguous.add(method);
			}
		}
		this.profiles.keySet().removeAll(ambiguous);
	}

	/**
	 * Return the name of the innermost profile on a stack.
	 * @param frames the stack, innermost first
	 */
	@Nullable String innermost(List<String> frames) {
		for (String frame : frames) {
			int line = frame.lastIndexOf(':');
			String profile = this.profiles.get(method((line > 0) ? frame.substring(0, line) : frame));
			if (profile != null) {
				return profile;
			}
		}
		return null;
	}

	/**
	 * Return the simple name of the class and the name of the method.
	 */
	private static String method(String frame) {
		int name = frame.lastIndexOf('.');
		int type = Math.max(frame.lastIndexOf('.', name - 1), frame.lastIndexOf('$', name - 1));
		return frame.substring(type + 1);
	}

}
