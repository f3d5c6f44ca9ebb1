package io.logicgraph.memory.profile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.FailureLog;
import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.metrics.JvmMemory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The profiles and observations of an application, a bounded number of each.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class ProfileRegistry implements AutoCloseable {

	/**
	 * Default for the largest number of profiles.
	 */
	public static final int DEFAULT_MAX_PROFILES = 1000;

	private static final Log logger = LogFactory.getLog(ProfileRegistry.class);

	private static final ProfileId OTHER = new ProfileId("other", "", "");

	private final MissedWorkLog missedWork;

	private final FailureLog failures = new FailureLog(logger);

	private final int maxProfiles;

	private final ProfileRecorder.Factory recorders;

	private final Map<ProfileId, Profile> profiles = new ConcurrentHashMap<>();

	private final Observations observations;

	private volatile Beginning beginning = Beginning.now();

	/**
	 * Create a registry whose profiles are recorded nowhere else.
	 */
	public ProfileRegistry() {
		this(DEFAULT_MAX_PROFILES, ProfileRecorder.Factory.NONE);
	}

	/**
	 * Create a registry.
	 * @param maxProfiles largest number of profiles, and of observations; all beyond
	 * share one named {@code other}
	 * @param recorders makes what records each profile elsewhere
	 */
	public ProfileRegistry(int maxProfiles, ProfileRecorder.Factory recorders) {
		this(maxProfiles, recorders, () -> "");
	}

	/**
	 * Create a registry that logs the first figure which lacks something because work was
	 * not followed to other threads.
	 * @param maxProfiles largest number of profiles, and of observations; all beyond
	 * share one named {@code other}
	 * @param recorders makes what records each profile elsewhere
	 * @param followingAdvice what to do so that more is followed, asked for when it is to
	 * be logged; empty if nothing can be done
	 */
	public ProfileRegistry(int maxProfiles, ProfileRecorder.Factory recorders, Supplier<String> followingAdvice) {
		if (maxProfiles < 1) {
			throw new IllegalArgumentException("maxProfiles must be 1 or more, was " + maxProfiles);
		}
		this.maxProfiles = maxProfiles;
		this.missedWork = new MissedWorkLog(followingAdvice);
		this.observations = new Observations(maxProfiles, this.missedWork);
		this.recorders = recorders;
	}

	/**
	 * Return a profile, new if there is none yet. Keep it: the look-up is not meant for
	 * each call.
	 * @param id what is profiled
	 * @return the profile, or the one named {@code other} if there are too many
	 */
	public Profile profile(ProfileId id) {
		Profile profile = this.profiles.get(id);
		return (profile != null) ? profile : create(id);
	}

	/**
	 * Return the statistics of observations with the same name and tags, new if there are
	 * none yet. Keep them: the look-up is not meant for each observation.
	 * @param name name of the observations
	 * @param tags their tags
	 * @return the statistics, or those named {@code other} if there are as many as there
	 * may be profiles
	 */
	public ObservedWork observation(String name, Map<String, String> tags) {
		return this.observations.get(name, tags);
	}

	/**
	 * Return the statistics of all observations, those with the most bytes first.
	 * @return the figures at this moment
	 */
	public List<ObservationSnapshot> observations() {
		return this.observations.snapshots();
	}

	/**
	 * Return the statistics of all profiles, the one with the most bytes first.
	 * @return the figures at this moment
	 */
	public List<ProfileSnapshot> snapshots() {
		return this.profiles.values().stream().map(Profile::snapshot).sorted(ProfileRegistry::compare).toList();
	}

	/**
	 * Return since when calls are counted.
	 * @return when this registry was made or last reset
	 */
	public Instant since() {
		return this.beginning.instant();
	}

	/**
	 * Return what all threads of the JVM have allocated {@linkplain #since() since then}.
	 * To compare with it, take the {@linkplain #snapshots() snapshots} first: no share is
	 * more than the whole then.
	 * @return bytes; empty where the JVM has no such counter
	 */
	public OptionalLong jvmAllocatedBytes() {
		OptionalLong before = this.beginning.jvmBytes();
		OptionalLong now = JvmMemory.allocatedBytes();
		return (before.isPresent() && now.isPresent()) ? OptionalLong.of(now.getAsLong() - before.getAsLong())
				: OptionalLong.empty();
	}

	/**
	 * Set the statistics of all profiles and observations to 0, and count from now on.
	 */
	public void reset() {
		// In this order, no profile has bytes from before.
		Beginning now = Beginning.now();
		this.profiles.values().forEach(Profile::reset);
		this.observations.reset();
		this.beginning = now;
	}

	/**
	 * Forget all profiles and observations, and close what recorded the profiles.
	 */
	@Override
	public synchronized void close() {
		this.profiles.values().forEach(Profile::close);
		this.profiles.clear();
		this.observations.clear();
	}

	private synchronized Profile create(ProfileId id) {
		Profile known = this.profiles.get(id);
		if (known != null) {
			return known;
		}
		if (this.profiles.size() < this.maxProfiles) {
			return add(id);
		}
		Profile other = this.profiles.get(OTHER);
		if (other != null) {
			return other;
		}
		logger.warn("There are %d profiles already: '%s' and all further ones are counted as '%s'"
			.formatted(this.maxProfiles, Printable.of(id.name()), OTHER.name()));
		return add(OTHER);
	}

	private Profile add(ProfileId id) {
		Profile profile = new Profile(id, recorder(id), this.missedWork);
		this.profiles.put(id, profile);
		return profile;
	}

	private ProfileRecorder recorder(ProfileId id) {
		try {
			return this.recorders.create(id);
		}
		catch (Throwable ex) {
			// The profiled method that is called for the first time must not fail.
			this.failures.log("Profile '%s' is not recorded as a meter".formatted(Printable.of(id.name())), ex);
			return NoRecorder.INSTANCE;
		}
	}

	private static int compare(ProfileSnapshot first, ProfileSnapshot second) {
		int more = Long.compare(bytes(second), bytes(first));
		return (more != 0) ? more : first.name().compareTo(second.name());
	}

	private static long bytes(ProfileSnapshot snapshot) {
		Long bytes = snapshot.totalBytes();
		return (bytes != null) ? bytes : -1;
	}

	/**
	 * When the figures began, and what the JVM had allocated then.
	 */
	private record Beginning(Instant instant, OptionalLong jvmBytes) {

		static Beginning now() {
			return new Beginning(Instant.now(), JvmMemory.allocatedBytes());
		}

	}

}
