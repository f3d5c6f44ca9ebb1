package io.logicgraph.memory.profile;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Knows which frame of a stack trace stands for which profile, and gives the bytes of
 * samples to the profiles.
 * <p>
 * Thread-safe, though samples are given by one thread.
 */
final class FrameSamples {

	/**
	 * Profiles by class, then by method name and descriptor.
	 */
	private final Map<String, Map<String, Target>> targets = new ConcurrentHashMap<>();

	private volatile boolean active;

	private volatile @Nullable String callerClass;

	boolean isActive() {
		return this.active;
	}

	void activate(boolean active) {
		this.active = active;
	}

	/**
	 * Let a frame stand for a profile. Where beans inherit a profiled method, one frame
	 * stands for several profiles; then samples can't tell them apart, and none of them
	 * is sampled.
	 * @param caller the class that calls the method when, and only when, the call is
	 * profiled
	 */
	void add(Profile profile, Method method, Class<?> caller) {
		this.callerClass = caller.getName();
		SampledCalls calls = profile.beSampled(this);
		if (calls == null) {
			return;
		}
		Target target = this.targets
			.computeIfAbsent(method.getDeclaringClass().getName(), (name) -> new ConcurrentHashMap<>())
			.computeIfAbsent(key(method), (key) -> new Target(profile, calls));
		if (target.profile != profile) {
			target.profile.neverBeSampled();
			profile.neverBeSampled();
		}
	}

	private static String key(Method method) {
		return key(method.getName(),
				MethodType.methodType(method.getReturnType(), method.getParameterTypes()).toMethodDescriptorString());
	}

	private static String key(String methodName, String descriptor) {
		return methodName + descriptor;
	}

	/**
	 * Start to look at a stack trace.
	 */
	Trace trace(long bytes) {
		return new Trace(bytes);
	}

	void cut() {
		this.targets.values().forEach((methods) -> methods.values().forEach((target) -> target.calls.cut()));
	}

	void settle() {
		this.targets.values().forEach((methods) -> methods.values().forEach((target) -> target.calls.settle()));
	}

	void clear() {
		this.targets.clear();
	}

	private record Target(Profile profile, SampledCalls calls) {
	}

	/**
	 * The profiled calls in one stack trace, from the allocation outwards.
	 */
	final class Trace {

		private final long bytes;

		private @Nullable Target candidate;

		private boolean nested;

		private Trace(long bytes) {
			this.bytes = bytes;
		}

		/**
		 * Take the next frame. A profiled method may call itself, or be called past its
		 * proxy; only what our own frame called is a call that was counted.
		 */
		void frame(String className, String methodName, String descriptor) {
			Map<String, Target> methods = FrameSamples.this.targets.get(className);
			Target target = (methods != null) ? methods.get(key(methodName, descriptor)) : null;
			if (target != null) {
				this.candidate = target;
			}
			else if (this.candidate != null && className.equals(FrameSamples.this.callerClass)) {
				this.candidate.calls.sample(this.bytes, this.nested);
				this.candidate = null;
				this.nested = true;
			}
		}

	}

}
