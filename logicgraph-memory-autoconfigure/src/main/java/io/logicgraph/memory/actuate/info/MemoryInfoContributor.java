package io.logicgraph.memory.actuate.info;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.logicgraph.memory.actuate.endpoint.Following;
import io.logicgraph.memory.actuate.endpoint.MemoryDescriptor.AllocationCounterDescriptor;
import io.logicgraph.memory.actuate.endpoint.MemoryDescriptor.FollowingDescriptor;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} that shows the version of the library, what is measured, and on
 * which threads.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
@RegisterReflectionForBinding({ AllocationCounterDescriptor.class, FollowingDescriptor.class })
public final class MemoryInfoContributor implements InfoContributor {

	private final Map<String, Boolean> enabled;

	private final Supplier<Map<String, Following>> following;

	/**
	 * Create a contributor.
	 * @param enabled what is measured, by name, and whether it is
	 * @param following supplies which work is followed to other threads, by kind
	 */
	public MemoryInfoContributor(Map<String, Boolean> enabled, Supplier<Map<String, Following>> following) {
		this.enabled = new LinkedHashMap<>(enabled);
		this.following = Objects.requireNonNull(following, "following");
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		String version = MemoryInfoContributor.class.getPackage().getImplementationVersion();
		if (version != null) {
			details.put("version", version);
		}
		details.put("enabled", this.enabled);
		details.put("allocationCounter", AllocationCounterDescriptor.current());
		Map<String, FollowingDescriptor> described = new LinkedHashMap<>();
		this.following.get().forEach((kind, work) -> described.put(kind, FollowingDescriptor.of(work)));
		details.put("following", described);
		builder.withDetail("logicgraphMemory", details);
	}

}
