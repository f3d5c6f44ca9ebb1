package io.logicgraph.memory.profile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.internal.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The observations of an application, a bounded number of them. Thread-safe.
 */
final class Observations {

	private static final Log logger = LogFactory.getLog(ProfileRegistry.class);

	private static final Key OTHER = new Key("other", Map.of());

	private final int max;

	private final MissedWorkLog missedWork;

	private final Map<Key, ObservedWork> works = new ConcurrentHashMap<>();

	Observations(int max, MissedWorkLog missedWork) {
		this.max = max;
		this.missedWork = missedWork;
	}

	ObservedWork get(String name, Map<String, String> tags) {
		Key key = new Key(name, Map.copyOf(tags));
		ObservedWork known = this.works.get(key);
		return (known != null) ? known : create(key);
	}

	List<ObservationSnapshot> snapshots() {
		return this.works.values()
			.stream()
			.map(ObservedWork::snapshot)
			.sorted(Comparator.comparingLong(Observations::bytes)
				.reversed()
				.thenComparing(ObservationSnapshot::name)
				.thenComparing((snapshot) -> snapshot.tags().toString()))
			.toList();
	}

	void reset() {
		this.works.values().forEach(ObservedWork::reset);
	}

	void clear() {
		this.works.clear();
	}

	private synchronized ObservedWork create(Key key) {
		ObservedWork known = this.works.get(key);
		if (known != null) {
			return known;
		}
		if (this.works.size() < this.max) {
			return add(key);
		}
		ObservedWork other = this.works.get(OTHER);
		if (other != null) {
			return other;
		}
		logger.warn(
				"There are %d combinations of names and tags of observations already: '%s' and all further ones are shown as '%s'"
					.formatted(this.max, Printable.of(key.name()), OTHER.name()));
		return add(OTHER);
	}

	private ObservedWork add(Key key) {
		ObservedWork work = new ObservedWork(key.name(), key.tags(), this.missedWork);
		this.works.put(key, work);
		return work;
	}

	private static long bytes(ObservationSnapshot snapshot) {
		Long bytes = snapshot.totalBytes();
		return (bytes != null) ? bytes : -1;
	}

	private record Key(String name, Map<String, String> tags) {
	}

}
