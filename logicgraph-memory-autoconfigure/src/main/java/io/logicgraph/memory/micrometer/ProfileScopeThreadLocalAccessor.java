package io.logicgraph.memory.micrometer;

import io.logicgraph.memory.internal.ProfileScope;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets what counts the bytes of profiled work follow it to other threads, wherever
 * context propagation does. At each transition the thread's bytes since the last one are
 * banked in the scope that it leaves.
 * <p>
 * Found by {@link java.util.ServiceLoader}.
 *
 * @since 0.7.0
 */
public final class ProfileScopeThreadLocalAccessor implements ThreadLocalAccessor<Object> {

	@Override
	public Object key() {
		return ProfileScope.CONTEXT_KEY;
	}

	@Override
	public @Nullable Object getValue() {
		return ProfileScope.capture();
	}

	@Override
	public void setValue(Object scope) {
		ProfileScope.attach((ProfileScope) scope);
	}

	@Override
	public void setValue() {
		ProfileScope.attach(null);
	}

}
