package io.logicgraph.memory.micrometer;

import io.logicgraph.memory.profile.ProfileScope;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@link ProfileScope} follow its work to other threads, wherever context
 * propagation does. At each transition the thread's bytes since the last one are banked
 * in the scope that it leaves.
 * <p>
 * Found by {@link java.util.ServiceLoader}.
 *
 * @since 0.7.0
 */
public final class ProfileScopeThreadLocalAccessor implements ThreadLocalAccessor<ProfileScope> {

	@Override
	public Object key() {
		return ProfileScope.CONTEXT_KEY;
	}

	@Override
	public @Nullable ProfileScope getValue() {
		return ProfileScope.capture();
	}

	@Override
	public void setValue(ProfileScope scope) {
		ProfileScope.attach(scope);
	}

	@Override
	public void setValue() {
		ProfileScope.attach(null);
	}

}
