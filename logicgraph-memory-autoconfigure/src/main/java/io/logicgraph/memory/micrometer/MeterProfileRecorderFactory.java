package io.logicgraph.memory.micrometer;

import java.util.Objects;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.ProfileId;
import io.logicgraph.memory.profile.ProfileRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Records profiles as meters.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class MeterProfileRecorderFactory implements ProfileRecorder.Factory {

	private final Supplier<@Nullable MeterRegistry> registry;

	/**
	 * Create a factory.
	 * @param registry supplies the registry when the first call of a profile is recorded;
	 * {@code null} as long as there is none
	 */
	public MeterProfileRecorderFactory(Supplier<@Nullable MeterRegistry> registry) {
		this.registry = Objects.requireNonNull(registry, "registry");
	}

	@Override
	public ProfileRecorder create(ProfileId id) {
		return new MeterProfileRecorder(id, this.registry);
	}

}
